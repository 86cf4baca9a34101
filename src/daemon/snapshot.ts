// The state of a node as people read it, in the exercise's names.
import type { NodeState, TestingState } from "../dashboard/contract.ts";
import type { Core } from "../core/core.ts";
import type { Acquaintances } from "./acquaintances.ts";
import type { Chronicle } from "./chronicle.ts";
import type { EngineWork } from "./engine-work.ts";
import type { Survey } from "./survey.ts";

export interface SnapshotSources {
	readonly name: string;
	readonly id: number;
	readonly port: number;
	readonly key: string;
	readonly version: string;
	readonly workers: number;
	readonly staleAfterMs: number;
	/** Milliseconds since 1970. */
	readonly startedAt: number;
	readonly core: Core;
	readonly chronicle: Chronicle;
	readonly acquaintances: Acquaintances;
	readonly work: EngineWork;
	readonly survey: Survey;
	readonly squarings: () => number;
}

export function snapshot(sources: SnapshotSources): NodeState {
	const { core, work } = sources;
	const { node } = core;
	return {
		name: sources.name,
		id: sources.id,
		port: sources.port,
		key: sources.key,
		version: sources.version,
		peers: Object.fromEntries([...node.peers].map((peer) => [peer.id, seconds(peer.heardAt)])),
		biggest_prime: node.largest.exponent,
		biggest_prime_sender: node.largest.finder,
		msg_id: node.messageId,
		awake: node.awake,
		biggest_prime_digits: mersenneDigits(node.largest.exponent),
		started: seconds(sources.startedAt),
		links: [...node.links]
			.filter((link) => link.peer !== null)
			.map((link) => ({ peer: link.peer!, direction: link.direction, address: link.address, since: seconds(link.openedAt) })),
		search: {
			workers: sources.workers,
			above: aboveOf(core),
			next_look: nextLook(core),
			testing: work.testing().map((test) => ({ ...test, purpose: purposeOf(core, test) })),
			tests_done: work.testsDone,
			squarings_done: sources.squarings(),
			checks_done: checksDone(core),
			share_done_twice: work.testsDone === 0 ? 0 : Number((checksDone(core) / work.testsDone).toPrecision(3)),
			...sources.survey.read(),
		},
		unverified: node.unverified.map(({ exponent, message }) => ({ exponent, originator: message.msg_originator })),
		discoveries: sources.chronicle.discoveries,
		stale_after: sources.staleAfterMs / 1_000,
		acquaintances: sources.acquaintances.list,
	};
}

/** Where the search is: it looks for the next Mersenne exponent above this one; null while it rests. */
export function aboveOf({ alone, shared }: Core): number | null {
	if (alone !== null) return alone.above;
	const frontier = shared?.isSearching === true ? shared.evidence.knowledge.frontier : null;
	return frontier === null ? null : frontier - 1;
}

function nextLook({ node }: Core): number | null {
	const { nextLookAt } = node;
	return nextLookAt === null || node.isSearching ? null : seconds(nextLookAt);
}

/** Tests of what others had settled already. */
export function checksDone({ shared }: Core): number {
	return shared?.workbench.checksDone ?? 0;
}

/** The engine is not told why it tests. */
function purposeOf({ shared }: Core, { exponent, purpose }: TestingState): TestingState["purpose"] {
	const reason = shared?.workbench.running.get(exponent) ?? null;
	return purpose === "search" && reason !== null ? "check" : purpose;
}

/** Decimal digits of 2^exponent - 1. */
export function mersenneDigits(exponent: number): number {
	return Math.floor(exponent * Math.LOG10E * Math.LN2) + 1;
}

/** Unix seconds, to the millisecond. */
export function seconds(milliseconds: number): number {
	return Math.round(milliseconds) / 1_000;
}
