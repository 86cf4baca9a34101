// One network of both searches through all kinds of trouble, told by a plan: faults, then healing, then all that must hold. A plan that
// fails can be made smaller, and is told as the command that runs it again.
import { strict as assert } from "node:assert";
import { Network } from "./network.ts";
import { FAULTS } from "./troubles.ts";
import type { Trouble } from "./troubles.ts";

export interface Plan {
	readonly seed: number;
	readonly nodes: number;
	/** Of trouble, in virtual time. */
	readonly minutes: number;
	readonly liars: number;
	readonly search: "alone" | "shared";
	readonly troubles: readonly Trouble[];
}

/** The range of a shared hunt: 51 exponents, no prime among them, half a second each. */
const FROM = 20_000;
const TO = 20_500;
const SECONDS_A_TEST = 0.5;
const LARGEST_ALONE = 4_999;
const HEALING_MS = 300_000;
/** A newcomer knows a node, and is let in within so long. */
const NEWCOMER_MS = 60_000;

/** What a seed plays where nothing else is said. */
export function planOf(seed: number): Plan {
	return {
		seed,
		nodes: 2 + (seed % 5),
		minutes: 1,
		liars: seed % 3,
		search: Math.floor(seed / 2) % 2 === 0 ? "alone" : "shared",
		troubles: FAULTS,
	};
}

/** Throws what went wrong. */
export function play({ seed, nodes, minutes, liars, search, troubles }: Plan): void {
	const isShared = search === "shared";
	const hunt = { search, from: FROM, to: TO, secondsATest: () => SECONDS_A_TEST, generateEveryMs: 0 };
	const largestTestable = isShared ? TO : LARGEST_ALONE;
	const network = new Network({ seed, nodes, liars, isChain: seed % 4 < 2, largestTestable, ...(isShared ? { hunt } : {}) });
	for (const daemon of network.daemons) if (network.chance.happens(0.8)) daemon.up();
	network.suffer(minutes * 60_000, troubles);
	network.heal(HEALING_MS);
	if (isShared) network.expectSettled(FROM, TO);
	const newcomer = network.addNode();
	newcomer.up();
	network.clock.runUntil(network.clock.now + NEWCOMER_MS);
	const met = [...newcomer.node.peers].filter(({ link }) => link !== null);
	assert(met.length > 0, "a newcomer was let in by nobody");
	network.agree();
}

export function failure(plan: Plan): Error | null {
	try {
		play(plan);
		return null;
	} catch (error) {
		return error instanceof Error ? error : new Error(String(error));
	}
}

/** A plan with less in it that fails as well, in whatever way; tries each part once. */
export function shrink(plan: Plan): Plan {
	let smallest = plan;
	const smaller = (change: Partial<Plan>): boolean => {
		const candidate = { ...smallest, ...change };
		if (failure(candidate) === null) return false;
		smallest = candidate;
		return true;
	};
	for (const trouble of plan.troubles) smaller({ troubles: smallest.troubles.filter((other) => other !== trouble) });
	while (smallest.liars > 0 && smaller({ liars: smallest.liars - 1 }));
	while (smallest.nodes > 2 && smaller({ nodes: smallest.nodes - 1 }));
	while (smallest.minutes > 0.1 && smaller({ minutes: smallest.minutes / 2 }));
	return smallest;
}

export function commandOf({ seed, nodes, minutes, liars, search, troubles }: Plan): string {
	return `npm run simulate -- --storm --seed ${seed} --nodes ${nodes} --minutes ${minutes} --liars ${liars} --search ${search} --troubles ${troubles.join(",") || "none"}`;
}
