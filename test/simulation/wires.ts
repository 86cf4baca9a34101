// The twin of the transport: connections between stations in virtual time, in order and reliable while they last, with every
// way in which real ones fail: delay, one-way silence, a cut that both see, a cut that one end does not see, a refused or lost dial.
import type { Chance } from "./chance.ts";
import type { Clock } from "./clock.ts";
import type { LinkOpened } from "../../src/protocol/events.ts";
import type { Received } from "../../src/protocol/messages/parse.ts";
import { DIAL_TIMEOUT_MS, LINK_LIMIT } from "../../src/transport/limits.ts";

/** Who can be at an end of a connection. */
export interface Station {
	readonly port: number;
	/** Each life of a process is another one. */
	readonly life: number;
	readonly isUp: boolean;
	readonly openLinks: number;
	opened(opened: LinkOpened): void;
	dialFailed(address: string, reason: string): void;
	received(link: number, received: Received): void;
	closed(link: number, reason: string): void;
}

interface End {
	readonly station: Station;
	readonly life: number;
	readonly link: number;
	readonly wire: Wire;
	readonly isDialler: boolean;
	open: boolean;
	/** What is on its way to this end, in order. */
	readonly incoming: { readonly at: number; readonly received: Received | "end" }[];
	isPumping: boolean;
}

interface Wire {
	readonly ends: readonly [End, End];
	readonly delayMs: number;
}

const RETRANSMIT_MS = 300;

export class Wires {
	readonly #clock: Clock;
	readonly #chance: Chance;
	readonly #stations = new Map<number, Station>();
	readonly #ends = new Map<number, End>();
	/** "from>to" by port: what is silently lost. */
	readonly silent = new Set<string>();
	mostDelayMs = 20;
	/** Whether accepted links are from this machine, as the nodes see it. */
	readonly loopback: boolean;
	#nextLink = 1;

	constructor(clock: Clock, chance: Chance, loopback: boolean) {
		this.#clock = clock;
		this.#chance = chance;
		this.loopback = loopback;
	}

	attach(station: Station): void {
		this.#stations.set(station.port, station);
	}

	dial(from: Station, address: string): void {
		const { life } = from;
		const to = this.#stations.get(Number(address.slice(address.lastIndexOf(":") + 1)));
		const delayMs = this.#chance.between(0.1, this.mostDelayMs);
		const answer = (afterMs: number, happen: () => void): void =>
			this.#clock.in(afterMs, () => from.life === life && from.isUp && happen());
		if (to !== undefined && this.#isSilent(from, to)) return answer(DIAL_TIMEOUT_MS, () => from.dialFailed(address, "timeout"));
		if (to === undefined || !to.isUp || to.openLinks >= LINK_LIMIT) return answer(2 * delayMs, () => from.dialFailed(address, "refused"));
		const wire: Wire = { ends: [this.#end(from, true, () => wire), this.#end(to, false, () => wire)], delayMs };
		const [near, far] = wire.ends;
		const host = this.loopback ? "127.0.0.1" : `node${from.port}`;
		this.#clock.in(delayMs, () => {
			if (!this.#lives(far)) return;
			far.open = true;
			to.opened({ link: far.link, direction: "accepted", address: `${host}:${40_000 + far.link}`, host, loopback: this.loopback });
		});
		answer(2 * delayMs, () => {
			if (!far.open) return from.dialFailed(address, "reset");
			near.open = true;
			from.opened({
				link: near.link,
				direction: "dialled",
				address,
				host: address.slice(0, address.lastIndexOf(":")),
				loopback: this.loopback,
			});
		});
	}

	send(link: number, received: Received): void {
		const end = this.#ends.get(link);
		if (end?.open !== true) return;
		this.#carry(other(end), received);
	}

	/** What was sent still leaves; the other end then sees the end, this one a little later. */
	hangUp(link: number, reason: string): void {
		const end = this.#ends.get(link);
		if (end?.open !== true) return;
		end.open = false;
		this.#carry(other(end), "end");
		this.#clock.in(this.#chance.between(0, 5), () => this.#lives(end) && end.station.closed(link, reason));
	}

	/** A process died: its connections break at once, or unseen. */
	drop(station: Station, isSeen: boolean): void {
		for (const end of this.#ends.values()) if (end.station === station && end.open) this.#break(end, false, isSeen);
	}

	/** A connection breaks for both ends, or for one only. */
	breakOne(): void {
		const open = [...this.#ends.values()].filter((end) => end.open && other(end).open);
		if (open.length === 0) return;
		this.#break(this.#chance.pick(open), true, this.#chance.happens(0.7));
	}

	/** Each connection breaks with this probability, for both ends or for one only. */
	breakSome(probability: number): void {
		for (const end of this.#ends.values())
			if (end.isDialler && end.open && other(end).open && this.#chance.happens(probability))
				this.#break(end, true, this.#chance.happens(0.7));
	}

	/** For each pair of stations the connections open at both ends. */
	pairs(): Map<string, number> {
		const pairs = new Map<string, number>();
		for (const end of this.#ends.values()) {
			if (!end.isDialler || !(end.open && other(end).open)) continue;
			const name = [end.station.port, other(end).station.port].sort((a, b) => a - b).join("-");
			pairs.set(name, (pairs.get(name) ?? 0) + 1);
		}
		return pairs;
	}

	#end(station: Station, isDialler: boolean, wire: () => Wire): End {
		const end: End = {
			station,
			life: station.life,
			link: this.#nextLink++,
			get wire() {
				return wire();
			},
			isDialler,
			open: false,
			incoming: [],
			isPumping: false,
		};
		this.#ends.set(end.link, end);
		return end;
	}

	#break(end: End, isToldHere: boolean, isToldThere: boolean): void {
		for (const [side, isTold] of [
			[end, isToldHere],
			[other(end), isToldThere],
		] as const) {
			if (!isTold && side !== end) continue;
			if (!side.open) continue;
			side.open = false;
			side.incoming.length = 0;
			if (isTold)
				this.#clock.in(this.#chance.between(0, this.mostDelayMs), () => this.#lives(side) && side.station.closed(side.link, "broken"));
		}
	}

	#carry(to: End, received: Received | "end"): void {
		const at = this.#clock.now + to.wire.delayMs * this.#chance.between(0.5, 1.5);
		to.incoming.push({ at: Math.max(at, to.incoming.at(-1)?.at ?? 0), received });
		this.#pump(to);
	}

	#pump(to: End): void {
		if (to.isPumping || to.incoming.length === 0) return;
		to.isPumping = true;
		this.#clock.at(to.incoming[0]!.at, () => {
			to.isPumping = false;
			this.#deliver(to);
		});
	}

	#deliver(to: End): void {
		const from = other(to);
		if (to.incoming.length === 0) return;
		if (this.silent.has(`${from.station.port}>${to.station.port}`)) {
			to.incoming[0] = { ...to.incoming[0]!, at: this.#clock.now + RETRANSMIT_MS };
			return this.#pump(to);
		}
		const { received } = to.incoming.shift()!;
		if (to.open && this.#lives(to)) {
			if (received === "end") {
				to.open = false;
				to.station.closed(to.link, "ended by peer");
			} else to.station.received(to.link, received);
		} else if (from.open && to.station.isUp) {
			// The machine is there and knows nothing of the connection: it resets it.
			from.open = false;
			this.#clock.in(to.wire.delayMs, () => this.#lives(from) && from.station.closed(from.link, "reset"));
		}
		this.#pump(to);
	}

	#lives(end: End): boolean {
		return end.station.isUp && end.station.life === end.life;
	}

	#isSilent(a: Station, b: Station): boolean {
		return this.silent.has(`${a.port}>${b.port}`) || this.silent.has(`${b.port}>${a.port}`);
	}
}

function other(end: End): End {
	return end.wire.ends[end.isDialler ? 1 : 0];
}
