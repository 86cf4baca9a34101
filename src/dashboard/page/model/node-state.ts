// A node's state as it came over the wire, made safe to show: every field checked, unknown ones kept for showing as they are.
// Promises to take anything at all; a field of the wrong kind is as good as absent.
import type { Acquaintance } from "../../acquaintance.ts";
import type { Discovery, NodeState, TestingState } from "../../contract.ts";
import { fieldsOf, listOf, numberOf } from "./fields.ts";
import { readSearch, type ShownSearch } from "./search-state.ts";

export interface ShownState {
	readonly name: string;
	readonly id: number;
	readonly port: number;
	/** Empty where it tells none. */
	readonly key: string;
	readonly search: ShownSearch;
	readonly peers: ReadonlyMap<number, number>;
	readonly biggestPrime: number;
	readonly biggestPrimeSender: number;
	readonly digits: number;
	readonly awake: boolean;
	readonly linked: readonly number[];
	readonly workers: number;
	readonly above: number | null;
	readonly testing: readonly TestingState[];
	readonly testsDone: number;
	readonly squaringsDone: number;
	readonly unverified: readonly { readonly exponent: number; readonly originator: number }[];
	readonly discoveries: readonly Discovery[];
	readonly staleAfter: number;
	/** Unix seconds; null while it searches, or never will. */
	readonly nextLook: number | null;
	readonly acquaintances: readonly Acquaintance[];
	/** Every field that has no place of its own on the page, in the node's order. */
	readonly further: readonly (readonly [name: string, value: unknown])[];
}

/** Listed by the contract's own names, so that a renamed field is a fault of types and not one of the page. */
const PLACED: ReadonlySet<string> = new Set<keyof NodeState>([
	"name",
	"id",
	"key",
	"peers",
	"biggest_prime",
	"biggest_prime_sender",
	"biggest_prime_digits",
	"awake",
	"links",
	"search",
	"unverified",
	"discoveries",
	"stale_after",
	"acquaintances",
]);

const ACQUAINTANCES_MAX = 64;
const FAULTS_MAX = 16;

const PURPOSES = ["search", "check", "claim"] as const;

export function readState(raw: unknown): ShownState {
	const state = fieldsOf(raw);
	const search = fieldsOf(state["search"]);
	const port = numberOf(state["port"]) ?? 0;
	const id = numberOf(state["id"]) ?? port;
	const peers = readPeers(state["peers"]);
	const biggestPrime = numberOf(state["biggest_prime"]) ?? 0;
	return {
		name: typeof state["name"] === "string" && state["name"] !== "" ? state["name"] : String(id),
		id,
		port,
		key: typeof state["key"] === "string" ? state["key"].slice(0, 64) : "",
		search: readSearch(search),
		peers,
		biggestPrime,
		biggestPrimeSender: numberOf(state["biggest_prime_sender"]) ?? id,
		digits: numberOf(state["biggest_prime_digits"]) ?? Math.floor(biggestPrime * Math.log10(2)) + 1,
		awake: state["awake"] !== false,
		// The bare exercise knows no links: there whoever is a peer is linked.
		linked:
			state["links"] === undefined ? [...peers.keys()] : listOf(state["links"]).flatMap((link) => numberOf(fieldsOf(link)["peer"]) ?? []),
		workers: numberOf(search["workers"]) ?? 0,
		above: numberOf(search["above"]),
		testing: listOf(search["testing"]).map(readTesting),
		testsDone: numberOf(search["tests_done"]) ?? 0,
		squaringsDone: numberOf(search["squarings_done"]) ?? 0,
		unverified: listOf(state["unverified"]).map((claim) => ({
			exponent: numberOf(fieldsOf(claim)["exponent"]) ?? 0,
			originator: numberOf(fieldsOf(claim)["originator"]) ?? 0,
		})),
		discoveries: listOf(state["discoveries"]).map((discovery) => ({
			exponent: numberOf(fieldsOf(discovery)["exponent"]) ?? 0,
			finder: numberOf(fieldsOf(discovery)["finder"]) ?? 0,
			timestamp: numberOf(fieldsOf(discovery)["timestamp"]) ?? 0,
		})),
		staleAfter: numberOf(state["stale_after"]) ?? 10,
		nextLook: numberOf(search["next_look"]),
		acquaintances: listOf(state["acquaintances"]).slice(0, ACQUAINTANCES_MAX).map(readAcquaintance),
		further: Object.entries(state).filter(([field]) => !PLACED.has(field)),
	};
}

function readPeers(raw: unknown): Map<number, number> {
	const peers = new Map<number, number>();
	for (const [peer, heard] of Object.entries(fieldsOf(raw))) {
		const at = numberOf(heard);
		if (/^\d+$/.test(peer) && at !== null) peers.set(Number(peer), at);
	}
	return peers;
}

function readAcquaintance(raw: unknown): Acquaintance {
	const { peer, heard, evicted, messages_received, messages_sent, faults } = fieldsOf(raw);
	return {
		peer: numberOf(peer),
		heard: numberOf(heard),
		evicted: numberOf(evicted),
		messages_received: numberOf(messages_received) ?? 0,
		messages_sent: numberOf(messages_sent) ?? 0,
		faults: listOf(faults)
			.slice(-FAULTS_MAX)
			.map((fault) => {
				const { error, count, last } = fieldsOf(fault);
				return { error: String(error).slice(0, 200), count: numberOf(count) ?? 1, last: numberOf(last) ?? 0 };
			}),
	};
}

function readTesting(raw: unknown): TestingState {
	const testing = fieldsOf(raw);
	return {
		exponent: numberOf(testing["exponent"]) ?? 0,
		iteration: numberOf(testing["iteration"]) ?? 0,
		iterations: numberOf(testing["iterations"]) ?? 0,
		ms_per_iteration: numberOf(testing["ms_per_iteration"]) ?? 0,
		eta: numberOf(testing["eta"]) ?? 0,
		purpose: PURPOSES.find((purpose) => purpose === testing["purpose"]) ?? "search",
	};
}
