// Level 4, first half: how a PRIME travels through the node. P brings it, Q and R should have it, O is its originator.
import { ofType, primeOf } from "../conversation.ts";
import type { Entry } from "../conversation.ts";
import { PROMPT_MS } from "../limits.ts";
import type { TrialPlan } from "../plan.ts";
import type { Fields, Said } from "../played-link.ts";
import type { PlayedPeer } from "../played-peer.ts";
import { demand, found, Unreached } from "../trial.ts";
import type { Trial } from "../trial.ts";

/** High enough that a copy cannot be taken for a late joiner's, which has ttl 0. */
const TTL = 3;
const LARGEST_ID = Number.MAX_SAFE_INTEGER;

export const GOSSIP: TrialPlan = {
	level: 4,
	checks: [
		"forwards",
		"forward-ttl",
		"forward-forwarder",
		"forward-id",
		"forward-originator",
		"forward-fields",
		"forward-address",
		"forward-large-id",
		"forward-smaller",
		"not-back",
		"not-to-originator",
		"ttl-one",
		"ttl-zero",
		"once",
		"once-from-others",
		"same-id",
		"ping-once",
		"own-back",
	],
	run: async (trial) => {
		await trial.start();
		const [p, q, r, o] = [await trial.join(), await trial.join(), await trial.join(), await trial.join()];
		// By several: a node may let only so many claims of one peer wait for their check.
		const bring = (data: number, fields: Fields = {}, by = p): Said => by.say("PRIME", { data, ttl: TTL, ...fields });
		const first = { msg_originator: o.id, msg_id: 41, data: 61, ttl: TTL, colour: "blue" };
		const said = p.say("PRIME", first);
		let copy: Entry | undefined;
		await trial.check("forwards", async () => {
			for (const peer of [q, r]) {
				copy = await copyTo(trial, peer, said);
				found(copy, `peer ${peer.id} was not told`, [said.entry]);
			}
		});
		const looks: readonly (readonly ["forward-ttl" | "forward-forwarder" | "forward-id" | "forward-originator", string, unknown])[] = [
			["forward-ttl", "ttl", TTL - 1],
			["forward-forwarder", "msg_forwarder", trial.id],
			["forward-id", "msg_id", first.msg_id],
			["forward-originator", "msg_originator", o.id],
		];
		for (const [id, field, should] of looks)
			await trial.check(id, () => {
				const value = fieldOf(copy, field);
				demand(value === should, `${field} should be ${String(should)}, and is ${JSON.stringify(value)}`, [said.entry, copy]);
			});
		await trial.check("forward-fields", () =>
			demand(fieldOf(copy, "colour") === undefined, "the field colour goes on", [said.entry, copy]),
		);
		await trial.settle(p.links[0]!);
		await trial.check("not-back", () => demandNone(copies(p, said), "it comes back", said));
		await trial.check("not-to-originator", () => demandNone(copies(o, said), "it goes to its originator", said));
		await trial.check("once", () => againFrom(trial, p, q, said, first));
		await trial.check("once-from-others", () => againFrom(trial, r, q, said, first));
		await trial.check("ping-once", async () => {
			const ping = { msg_id: q.nextId() };
			const one = q.say("PING", ping);
			await trial.settle(q.links[0]!);
			const before = ofType(q.heard, "PONG").length;
			const two = q.say("PING", ping);
			await trial.settle(q.links[0]!);
			const again = ofType(q.heard, "PONG").slice(before);
			demand(again.length <= 1, "both are answered", [one.entry, two.entry, again[0]]);
		});
		await trial.check("same-id", async () => {
			const other = bring(89, { msg_id: first.msg_id });
			found(await copyTo(trial, q, other), `peer ${q.id} was not told of the second`, [said.entry, other.entry]);
		});
		await trial.check("own-back", async () => {
			const own = bring(107, { msg_originator: trial.id, msg_id: 999_999_999 });
			await trial.settle(p.links[0]!);
			demandNone(copies(q, own), "it is forwarded", own);
		});
		await trial.check("forward-large-id", async () => {
			const large = bring(127, { msg_originator: trial.higher(), msg_id: LARGEST_ID });
			const there = await copyTo(trial, q, large);
			demand(fieldOf(there, "msg_id") === LARGEST_ID, "msg_id is another", [large.entry, there]);
		});
		await trial.check("forward-address", async () => {
			const address = `127.0.0.1:${trial.higher()}`;
			const told = bring(521, { msg_originator_addr: address }, r);
			const there = await copyTo(trial, q, told);
			demand(fieldOf(there, "msg_originator_addr") === address, "the address is lost", [told.entry, there]);
		});
		await trial.check("ttl-one", async () => {
			const last = bring(607, { ttl: 1 }, r);
			const there = await trial.until(() => copies(q, last)[0], PROMPT_MS);
			found(there, `peer ${q.id} was not told`, [last.entry]);
			demand(fieldOf(there, "ttl") === 0, "ttl is not 0", [last.entry, there]);
		});
		await trial.check("forward-smaller", async () => {
			const smaller = bring(17, {}, o);
			found(await copyTo(trial, q, smaller), `peer ${q.id} was not told`, [smaller.entry]);
		});
		await trial.check("ttl-zero", async () => {
			const still = bring(19, { ttl: 0 });
			await trial.settle(p.links[0]!);
			demandNone(copies(q, still), "it is forwarded", still);
		});
	},
};

/** Copies of a PRIME that was forwarded to a peer: by exponent, for all else may be wrong. The node's own finds are none. */
function copies(peer: PlayedPeer, { message, entry }: Said): Entry[] {
	return peer.heard.filter((line) => {
		const prime = primeOf(line) ?? badPrime(line);
		if (prime === null || prime.data !== message["data"] || line.at < entry.at) return false;
		const isFind = prime.msg_originator === prime.msg_forwarder && prime.ttl === 2;
		// The largest prime may be handed to anybody, now and then.
		return !isFind && (prime.ttl !== 0 || Number(message["ttl"]) <= 1);
	});
}

function copyTo(trial: Trial, peer: PlayedPeer, said: Said): Promise<Entry | undefined> {
	return trial.until(() => copies(peer, said)[0], PROMPT_MS);
}

/** A PRIME that breaks some rule, such as a ttl below 0. */
function badPrime(line: Entry): Record<string, unknown> | null {
	if (line.received?.kind !== "fault") return null;
	const object = objectOf(line);
	return object["msg_type"] === "PRIME" ? object : null;
}

async function againFrom(trial: Trial, from: PlayedPeer, to: PlayedPeer, said: Said, fields: Fields): Promise<void> {
	const before = copies(to, said);
	if (before.length === 0) throw new Unreached("it was not forwarded the first time");
	const again = from.say("PRIME", fields);
	await trial.settle(from.links[0]!);
	const after = copies(to, said).slice(before.length);
	demand(after.length === 0, "it is forwarded again", [said.entry, before[0], again.entry, after[0]]);
}

function demandNone(entries: readonly Entry[], reason: string, said: Said): void {
	demand(entries.length === 0, reason, [said.entry, entries[0]]);
}

function fieldOf(entry: Entry | undefined, field: string): unknown {
	if (entry === undefined) throw new Unreached("it was not forwarded");
	return objectOf(entry)[field];
}

function objectOf(entry: Entry): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(entry.text);
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
