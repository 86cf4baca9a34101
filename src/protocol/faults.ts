// The account of misbehaviour: points of each culprit, halved with time. It judges; closing and banning is done elsewhere.
import type { Fault } from "./fault.ts";
import { BAN_POINTS, FAULT_HALF_LIFE_MS, FAULT_HOSTS } from "./limits.ts";

/** What each fault costs. A node that checks nothing relays others' false claims in good faith; a line that never ends is no accident. */
const POINTS: Readonly<Record<Fault["code"], number>> = {
	"not-json": 20,
	"not-an-object": 20,
	"too-deep": 50,
	"bad-field": 10,
	"wrong-forwarder": 20,
	"bad-proof": 20,
	"bad-signature": 20,
	"false-claim": 10,
	"relayed-false-claim": 0,
	"line-too-long": 50,
	"invalid-utf8": 50,
};

export class Faults {
	readonly #accounts = new Map<string, { points: number; at: number }>();

	/** Adds a fault; true where the culprit has used up its credit, which starts its account anew. */
	add(now: number, culprit: string, code: Fault["code"]): boolean {
		const points = this.points(now, culprit) + POINTS[code];
		this.#accounts.delete(culprit);
		if (points >= BAN_POINTS) return true;
		if (this.#accounts.size >= FAULT_HOSTS) this.#accounts.delete(this.#accounts.keys().next().value!);
		this.#accounts.set(culprit, { points, at: now });
		return false;
	}

	get size(): number {
		return this.#accounts.size;
	}

	points(now: number, culprit: string): number {
		const account = this.#accounts.get(culprit);
		return account === undefined ? 0 : account.points * 0.5 ** ((now - account.at) / FAULT_HALF_LIFE_MS);
	}
}
