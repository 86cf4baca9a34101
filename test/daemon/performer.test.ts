// Record before send: over ports that are slow or fail, nothing is told that is not kept, and nothing else waits for it.
import { expect, test } from "vitest";
import { Core } from "../../src/core/core.ts";
import type { Input } from "../../src/core/core.ts";
import { HELD, RETRY_MS } from "../../src/daemon/barrier.ts";
import { Performer } from "../../src/daemon/performer.ts";
import type { Done } from "../../src/daemon/ports.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { refutes } from "../../src/search/exponents.ts";
import { Clock } from "../simulation/clock.ts";

class Stage {
	readonly clock = new Clock();
	readonly sent: Message[] = [];
	readonly kept: number[] = [];
	readonly told: string[] = [];
	/** What the ledger port does with the next prime. */
	keep: (done: Done) => void = (done) => done(null);
	readonly performer: Performer;
	#wake = 0;

	constructor() {
		const { clock } = this;
		const options = { id: 5_001, peers: [], advertise: null, timing: TIMING, primeTtl: 2, firstMessageId: 100, searches: true };
		const hunt = { key: "A".repeat(43), from: 2, to: null, workers: 1, testsAtOnce: 1, doubleCheck: 0 };
		const pure = { random: () => 0.5, challenge: () => "C".repeat(43), refutes, secondsATest: () => 1, isFactor: () => false };
		const core = new Core({ ...options, search: "alone", hunt }, pure);
		const nothing = (): void => {};
		this.performer = new Performer(core, {
			ports: {
				clock: {
					now: () => clock.now,
					after: (forMs, call) => clock.in(forMs, call),
					wakeAt: (time, wake) => {
						const order = ++this.#wake;
						clock.at(time, () => order === this.#wake && wake());
					},
				},
				transport: { send: (_to, message) => void this.sent.push(message), dial: nothing, trust: nothing, hangUp: nothing, ban: nothing },
				engine: { test: nothing, cancel: nothing, check: nothing },
				crypto: { sign: nothing, verify: nothing },
				proofs: { read: nothing, keep: nothing, check: nothing, drop: nothing },
				ledger: {
					keep: ({ primes = [] }, _isDurable, done) =>
						this.keep((error) => {
							if (error === null) this.kept.push(...primes.map(({ exponent }) => exponent));
							done(error);
						}),
					readPages: nothing,
				},
			},
			observer: {
				performed: nothing,
				keepingFailed: (error) => this.told.push(error.message),
				keepingRecovered: (lost) => this.told.push(`kept again, lost ${lost}`),
			},
		});
		const search = { journals: [], forks: [], lease: null, known: [], wrong: [], isDoubtful: false };
		this.performer.feed({ type: "start", remembered: { node: { primes: [], peers: [] }, search } });
		this.performer.feed({
			type: "opened",
			opened: { link: 1, direction: "accepted", address: "127.0.0.1:40001", host: "127.0.0.1", loopback: true },
		});
		this.hear("PING", 1);
		clock.runUntil(1_500);
	}

	hear(msg_type: "PING", msg_id: number): void {
		const message = { msg_type, msg_id, msg_forwarder: 5_002, msg_originator: 5_002, ttl: 0, data: null } as const;
		this.performer.feed({ type: "received", link: 1, received: { kind: "message", message } });
	}

	get primesSent(): number[] {
		return this.sent.flatMap((message) => (message.msg_type === "PRIME" ? message.data : []));
	}
}

function found(exponent: number): Input {
	return { type: "tested", exponent, outcome: { kind: "LL", res64: "0000000000000000", shift: 0 } };
}

test("a find is told when it is kept, and not before; a PING is answered meanwhile", () => {
	const stage = new Stage();
	expect(stage.primesSent).toEqual([2]);
	let finish: Done = () => {};
	stage.keep = (done) => void (finish = done);
	stage.performer.feed(found(3));
	stage.hear("PING", 2);
	expect(stage.primesSent).toEqual([2]);
	expect(stage.sent.at(-1)?.msg_type).toBe("PONG");
	finish(null);
	expect(stage.kept).toEqual([3]);
	expect(stage.primesSent).toEqual([2, 3]);
});

test("what cannot be kept is not told, is tried again, and told when it is kept, in order", () => {
	const stage = new Stage();
	stage.keep = (done) => done(new Error("ENOSPC"));
	stage.performer.feed(found(3));
	stage.clock.runUntil(8_000);
	stage.hear("PING", 2);
	stage.clock.runUntil(12_500);
	stage.performer.feed(found(5));
	expect([stage.primesSent, stage.told]).toEqual([[2], ["ENOSPC"]]);
	stage.keep = (done) => done(null);
	stage.clock.runUntil(stage.clock.now + 2 * RETRY_MS);
	expect(stage.primesSent).toEqual([2, 3, 5]);
	expect(stage.told).toEqual(["ENOSPC", "kept again, lost 0"]);
});

test("a node that can keep nothing for long holds back so many messages and no more", () => {
	const stage = new Stage();
	stage.keep = (done) => done(new Error("ENOSPC"));
	stage.performer.feed(found(3));
	for (let link = 2; link < HELD; link++) {
		const opened = { link, direction: "accepted", address: `10.0.0.1:${link}`, host: "10.0.0.1", loopback: false } as const;
		stage.performer.feed({ type: "opened", opened });
		const id = { msg_id: 1, msg_forwarder: 6_000, msg_originator: 6_000, ttl: 0 };
		stage.performer.feed({ type: "received", link, received: { kind: "message", message: { msg_type: "PING", ...id, data: null } } });
	}
	expect(stage.primesSent).toEqual([2]);
	stage.keep = (done) => done(null);
	stage.clock.runUntil(stage.clock.now + 2 * RETRY_MS);
	expect(stage.primesSent.length).toBe(HELD);
	expect(stage.told.at(-1)).toMatch(/lost [1-9]/);
});
