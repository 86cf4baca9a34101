// What a conversation of a few lines cannot show: floods and full tables.
import { describe, expect, it } from "vitest";
import type { NodeOutput } from "../../src/protocol/events.ts";
import { FORWARD_BURST, FORWARDS_EACH_SECOND, PEERS, PEERS_BY_GOSSIP, PRIMES_EACH_SECOND, PRIME_BURST } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/messages/kinds.ts";
import { Node } from "../../src/protocol/node.ts";
import { TIMING } from "../../src/protocol/routines.ts";
import { refutes } from "../../src/search/exponents.ts";

function node(): Node {
	const options = { id: 5_001, key: null, peers: [], advertise: null, timing: TIMING, primeTtl: 2, firstMessageId: 0, searches: false };
	const made = new Node(options, { random: () => 0.5, refutes, challenge: () => "" });
	made.handle(0, { type: "start", remembered: { primes: [], peers: [] } });
	return made;
}

function open(to: Node, now: number, link: number): void {
	to.handle(now, {
		type: "opened",
		opened: { link, direction: "accepted", address: `10.0.0.1:${link}`, host: "10.0.0.1", loopback: false },
	});
}

function say(to: Node, now: number, link: number, message: Message): NodeOutput[] {
	return to.handle(now, { type: "received", link, received: { kind: "message", message } });
}

function prime(id: number, originator: number, data: number, forwarder = 5_002): Message {
	return { msg_type: "PRIME", msg_id: id, msg_forwarder: forwarder, msg_originator: originator, ttl: 2, data };
}

describe("a node", () => {
	it("takes so many primes of one link, drops what is above, and blames nobody for what he may have passed on in good faith", () => {
		const flooded = node();
		open(flooded, 0, 1);
		let id = 0;
		for (; id < PRIME_BURST; id++) expect(say(flooded, 0, 1, prime(id, 5_002, 2)).some((output) => output.type === "dropped")).toBe(false);
		for (; id < 10 * PRIME_BURST; id++) {
			const outputs = say(flooded, 0, 1, prime(id, 5_002, 2));
			expect(outputs).toContainEqual({ type: "dropped", link: 1, msg_type: "PRIME" });
			expect(outputs.some((output) => output.type === "fault" || output.type === "hang-up" || output.type === "ban")).toBe(false);
		}
		expect(flooded.links.size).toBe(1);
	});

	it("passes on less than any receiver takes, however many links a flood comes by", () => {
		const between = node();
		const receiver = 100;
		open(between, 0, receiver);
		say(between, 0, receiver, prime(0, 6_000, 2, 6_000));
		let passedOn = 0;
		for (let id = 1, now = 0; now < 60_000; now += 10)
			for (let link = 1; link <= 10; link++, id++) {
				if (now === 0) open(between, now, link);
				const outputs = say(between, now, link, prime(id, 7_000 + link, 2, 7_000 + link));
				for (const output of outputs)
					if (output.type === "send" && output.message.msg_type === "PRIME" && output.message.msg_originator !== 5_001)
						passedOn += output.to.filter((to) => to.link === receiver && output.message.ttl > 0).length;
			}
		expect(passedOn).toBeGreaterThan(FORWARD_BURST);
		expect(passedOn).toBeLessThanOrEqual(FORWARD_BURST + 60 * FORWARDS_EACH_SECOND);
		expect(passedOn).toBeLessThan(PRIME_BURST + 60 * PRIMES_EACH_SECOND);
	});

	it("is not kept from real peers by a flood of names, and hangs up when even they are too many", () => {
		const crowded = node();
		open(crowded, 0, 1);
		for (let name = 0; name < PRIME_BURST; name++) say(crowded, 0, 1, prime(name, 100_000 + name, 2));
		expect(crowded.peers.size).toBe(PEERS_BY_GOSSIP);
		let link = 2;
		let outputs: NodeOutput[] = [];
		for (; crowded.peers.size < PEERS; link++) {
			open(crowded, 1, link);
			say(crowded, 1, link, { ...prime(0, 200_000 + link, 2, 200_000 + link), ttl: 0 });
		}
		open(crowded, 1, link);
		outputs = say(crowded, 1, link, prime(0, 300_000, 2, 300_000));
		expect(outputs).toEqual([{ type: "hang-up", link, reason: "no room" }]);
		expect(crowded.links.get(link)).toBeUndefined();
	});

	it("answers each message of a flood, and tells what one costs", () => {
		const flooded = node();
		open(flooded, 0, 1);
		const startedAt = performance.now();
		let answers = 0;
		for (let id = 0; id < 50_000; id++) {
			const outputs = say(flooded, 0, 1, { msg_type: "PING", msg_id: id, msg_forwarder: 5_002, msg_originator: 5_002, ttl: 0, data: null });
			if (outputs.some((output) => output.type === "send" && output.message.msg_type === "PONG")) answers++;
			flooded.wakeAt();
		}
		process.stderr.write(`a PING of a flood: ${((performance.now() - startedAt) / 50).toFixed(1)} microseconds\n`);
		expect(answers).toBe(50_000);
		expect([...flooded.peers].map(({ id }) => id)).toEqual([5_002]);
	});
});
