// The account of misbehaviour: points of each host, halved with time. It judges; closing and banning is done elsewhere.
import { BAN_POINTS, FAULT_HALF_LIFE_MS, FAULT_HOSTS } from "./limits.ts";
import type { Fault } from "./message.ts";

/** What each fault costs. A forwarder may relay another's false claim in good faith; a line that never ends is no accident. */
const POINTS: Readonly<Record<Fault["code"], number>> = {
	"not-json": 20,
	"not-an-object": 20,
	"too-deep": 50,
	"bad-field": 10,
	"wrong-forwarder": 20,
	"too-many-primes": 1,
	"false-claim": 5,
	"line-too-long": 50,
	"invalid-utf8": 50,
};

export class Faults {
	readonly #accounts = new Map<string, { points: number; at: number }>();

	/** Adds a fault of a host; true where it has used up its credit, which starts its account anew. */
	add(now: number, host: string, code: Fault["code"]): boolean {
		const points = this.points(now, host) + POINTS[code];
		this.#accounts.delete(host);
		if (points >= BAN_POINTS) return true;
		if (this.#accounts.size >= FAULT_HOSTS) this.#accounts.delete(this.#accounts.keys().next().value!);
		this.#accounts.set(host, { points, at: now });
		return false;
	}

	points(now: number, host: string): number {
		const account = this.#accounts.get(host);
		return account === undefined ? 0 : account.points * 0.5 ** ((now - account.at) / FAULT_HALF_LIFE_MS);
	}
}
