// A peer that says that it takes part in the shared search, and then answers each of its messages with garbage: malformed data of every kind,
// and well-formed lies in others' names and under a key of its own that really signs. It comes back as often as it is hung up on.
import { setTimeout as sleep } from "node:timers/promises";
import type { Identity } from "../../src/ledger/identity.ts";
import { leaseText } from "../../src/search/lease.ts";
import { textOf } from "../../src/search/page.ts";
import type { WireRecord } from "../../src/search/record.ts";
import { PlainPeer } from "./plain-peer.ts";
import type { Wire } from "./plain-peer.ts";

const MALFORMED: readonly unknown[] = [
	null,
	17,
	"x".repeat(1_000),
	true,
	[],
	{},
	[[]],
	{ heads: 1, forks: [] },
	{ heads: [["k", 1, "h"]], forks: [] },
	{ heads: [], forks: [{}] },
	{ key: "A".repeat(43), from: -1, pages: 1 },
	{ key: "A".repeat(43), from: 1, pages: 1e9 },
	[{ key: "A".repeat(43), seq: 1, prev: "", time: 0, records: [], sig: "A".repeat(86) }],
	{ key: "A".repeat(43), number: 1, cells: [2, 1], seconds: 60, sig: "A".repeat(86) },
];
const KINDS = ["HAVE", "WANT", "LEASE", "RESULT"] as const;
/** Messages in answer to one. */
const ANSWERS = 3;
const COME_BACK_MS = 200;

export class GarbagePeer {
	readonly #port: number;
	readonly #id: number;
	readonly #identity: Identity;
	readonly #cells: readonly number[];
	/** Keys that it heard of. */
	readonly #keys: string[] = [];
	#peer: PlainPeer | null = null;
	#isOver = false;
	#number = 0;
	#turn = 0;
	/** Of each kind, what it said that was well formed, and what was not. */
	readonly said = new Map<string, number>();

	/** cells: what it leases for ever and never works on. */
	constructor(port: number, id: number, identity: Identity, cells: readonly number[]) {
		this.#port = port;
		this.#id = id;
		this.#identity = identity;
		this.#cells = cells;
		void this.#live();
	}

	close(): void {
		this.#isOver = true;
		this.#peer?.close();
	}

	async #live(): Promise<void> {
		while (!this.#isOver) {
			const peer = await PlainPeer.dial(this.#port, this.#id, Date.now()).catch(() => null);
			if (peer !== null) await this.#talk(peer);
			await sleep(COME_BACK_MS);
		}
	}

	async #talk(peer: PlainPeer): Promise<void> {
		this.#peer = peer;
		peer.say("PING");
		peer.say("HAVE", { data: { heads: [], forks: [] } as never });
		for (let read = 0; !peer.isClosed && !this.#isOver; await sleep(20))
			for (; read < peer.received.length; read++) {
				const message = peer.received[read]!;
				this.#overhear(message);
				if (KINDS.includes(message.msg_type as (typeof KINDS)[number])) for (let answer = 0; answer < ANSWERS; answer++) this.#answer(peer);
			}
	}

	#overhear({ msg_type, data }: Wire): void {
		const heads = (data as { heads?: [string][] } | null)?.heads ?? [];
		if (msg_type === "HAVE") for (const [key] of heads) if (!this.#keys.includes(key)) this.#keys.push(key);
	}

	/** Of five answers one is malformed, so that it is not hung up on at once. */
	#answer(peer: PlainPeer): void {
		const turn = this.#turn++;
		const kind = KINDS[turn % KINDS.length]!;
		const isMalformed = turn % 5 === 0;
		const name = `${kind} ${isMalformed ? "malformed" : "lie"}`;
		this.said.set(name, (this.said.get(name) ?? 0) + 1);
		peer.say(kind, { data: (isMalformed ? MALFORMED[(turn / 5) % MALFORMED.length] : this.#lie(kind, turn)) as never });
	}

	/** By turns in another's name and under its own key. */
	#lie(kind: (typeof KINDS)[number], turn: number): unknown {
		const own = this.#identity.publicKey;
		const key = turn % 8 < 4 ? (this.#keys[turn % Math.max(1, this.#keys.length)] ?? own) : own;
		const sign = (text: string): string => (key === own ? this.#identity.sign(text) : "A".repeat(86));
		if (kind === "HAVE") return { heads: [[key, 1 + turn, "falsch"]], forks: [key], sum: turn };
		if (kind === "WANT") return { key, from: turn % 3 === 0 ? 0 : 2 ** 40, pages: 8 };
		if (kind === "LEASE") {
			const lease = { key, number: Date.now() + this.#number++, cells: this.#cells, seconds: 3_600 };
			return { ...lease, sig: sign(leaseText(lease)) };
		}
		const records: readonly WireRecord[] = [[9_007, "L", "00000000DEADBEEF", 1]];
		const page = { key, seq: 1 + (turn % 2), prev: turn % 2 === 0 ? "" : "A".repeat(43), time: turn, records };
		return [{ ...page, sig: sign(textOf(page)) }];
	}
}
