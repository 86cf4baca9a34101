// The way to the peers when it is slowed, held or cut: what leaves, when, and in which order.
import { beforeEach, describe, expect, test } from "vitest";
import { Wire } from "../../src/daemon/wire.ts";
import type { WireOrder } from "../../src/daemon/wire.ts";
import { Clock } from "../simulation/clock.ts";

const OPEN: WireOrder = { delayMs: 0, isPaused: false, cut: [] };

let clock: Clock;
let left: string[];
let held: boolean[];
let wire: Wire;

beforeEach(() => {
	clock = new Clock();
	left = [];
	held = [];
	wire = new Wire({
		now: () => clock.now,
		after: (forMs, call) => clock.in(forMs, call),
		hold: (isHeld) => held.push(isHeld),
		wake: () => left.push(`woken at ${clock.now}`),
		transport: {
			send: (to, message) => left.push(`${message.msg_id} to ${to.map(({ peer }) => peer).join()} at ${clock.now}`),
			dial: () => {},
			trust: () => {},
			hangUp: (link) => left.push(`hung up ${link} at ${clock.now}`),
			ban: () => {},
		},
	});
});

function ping(msg_id: number, originator = 1) {
	return { msg_type: "PING", msg_id, msg_forwarder: originator, msg_originator: originator, ttl: 0, data: null } as const;
}

function send(id: number, ...peers: number[]): void {
	const to = peers.map((peer) => ({ link: peer, peer }));
	wire.send(to, ping(id), "soon");
}

function order(fields: Partial<WireOrder>): void {
	wire.take({ type: "wire", order: { ...OPEN, ...fields } });
}

test("passes all on at once unless something is asked for", () => {
	send(1, 2, 3);
	expect(left).toEqual(["1 to 2,3 at 0"]);
});

describe("a delay", () => {
	beforeEach(() => order({ delayMs: 500 }));

	test("holds each message for as long as it says, in order", () => {
		send(1, 2);
		clock.runUntil(200);
		send(2, 2);
		clock.runUntil(1_000);
		expect(left).toEqual(["1 to 2 at 500", "2 to 2 at 700"]);
	});

	test("that is lifted lets go of what it held, before all that follows", () => {
		send(1, 2);
		order({});
		send(2, 2);
		clock.runUntil(1_000);
		expect(left).toEqual(["1 to 2 at 0", "2 to 2 at 0"]);
	});

	test("lets what was said before a link was hung up leave first, and nothing of it twice", () => {
		send(1, 2, 3);
		wire.hangUp(2, "second link");
		clock.runUntil(1_000);
		expect(left).toEqual(["1 to 2 at 0", "hung up 2 at 0", "1 to 3 at 500"]);
	});
});

describe("a pause", () => {
	beforeEach(() => order({ isPaused: true }));

	test("holds messages and the node's deadlines until it ends", () => {
		send(1, 2);
		clock.runUntil(60_000);
		expect(left).toEqual([]);
		order({ delayMs: 100 });
		clock.runUntil(70_000);
		expect(left).toEqual(["1 to 2 at 60000"]);
		expect(held).toEqual([true, false]);
	});

	test("goes on by steps: what was sent before it arrives, what follows waits for the next", () => {
		send(1, 2);
		clock.runUntil(1_000);
		send(2, 3);
		wire.take({ type: "step", before: 1_000 });
		expect(left).toEqual(["1 to 2 at 1000"]);
		wire.take({ type: "step", before: 1_001 });
		expect(left).toEqual(["1 to 2 at 1000", "2 to 3 at 1000"]);
	});
});

test("a pause tells how much it holds, and a turn wakes the node; without one neither", () => {
	const told: number[] = [];
	wire.onHeld = (count) => told.push(count);
	wire.take({ type: "turn" });
	send(1, 2);
	order({ isPaused: true });
	send(2, 2, 3);
	send(3, 2);
	wire.take({ type: "turn" });
	clock.runUntil(1_000);
	expect(told).toEqual([3]);
	expect(left).toEqual(["1 to 2 at 0", "woken at 0"]);
	wire.take({ type: "step", before: 1 });
	clock.runUntil(2_000);
	expect(told).toEqual([3, 0]);
});

test("over a cut link nothing goes and nothing comes, until it is mended", () => {
	const from = (peer: number) => wire.admits({ kind: "message", message: ping(1, peer) });
	order({ cut: [2] });
	send(1, 2, 3);
	expect([from(2), from(3), wire.admits({ kind: "unknown", type: "X", forwarder: 2 })]).toEqual([false, true, false]);
	order({});
	send(2, 2, 3);
	expect(from(2)).toBe(true);
	expect(left).toEqual(["1 to 3 at 0", "2 to 2,3 at 0"]);
});
