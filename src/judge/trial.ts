// One node of the learner's among peers that the judge plays: what a group of checks is held in. Every wait has an end.
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:net";
import type { CheckId } from "./checks.ts";
import { Conversation, ofType } from "./conversation.ts";
import type { Entry } from "./conversation.ts";
import { PROMPT_MS, QUIET_MS, START_MS } from "./limits.ts";
import type { Periods } from "./limits.ts";
import { NodeProcess } from "./node-process.ts";
import { PlayedPeer } from "./played-peer.ts";
import type { PlayedLink } from "./played-link.ts";

const LOOK_EVERY_MS = 10;

/** Ports of one trial: for the peers that it plays, some of them below the node's own. */
export const TRIAL_PORTS = 128;
const LOWER_PORTS = 16;

/** A sentence does not hold: why, and what was said that shows it. */
export class Broken extends Error {
	override readonly name = "Broken";
	readonly shown: readonly Entry[];

	constructor(reason: string, shown: readonly Entry[] = []) {
		super(reason);
		this.shown = shown;
	}
}

/** What must come first did not, so that nothing can be said. */
export class Unreached extends Error {
	override readonly name = "Unreached";
}

export type Outcome =
	| { readonly is: "passed" }
	| { readonly is: "failed"; readonly reason: string; readonly conversation: readonly Entry[] }
	| { readonly is: "not reached"; readonly reason: string };

export interface TrialOptions {
	readonly command: readonly string[];
	readonly periods: Periods;
	readonly firstPort: number;
	readonly folder: string;
}

export interface TrialDependencies {
	/** Ends all waits. */
	readonly signal: AbortSignal;
	readonly onOutcome: (id: CheckId, outcome: Outcome) => void;
}

export class Trial {
	/** The node's number, its port. */
	readonly id: number;
	readonly periods: Periods;
	readonly conversation = new Conversation();
	readonly peers: PlayedPeer[] = [];
	readonly processes: NodeProcess[] = [];
	readonly #options: TrialOptions;
	readonly #dependencies: TrialDependencies;
	#configured: readonly number[] = [];
	#higher: number;
	#lower: number;

	constructor(options: TrialOptions, dependencies: TrialDependencies) {
		this.#options = options;
		this.#dependencies = dependencies;
		this.periods = options.periods;
		this.id = this.#higher = this.#lower = options.firstPort + LOWER_PORTS;
	}

	/** A number that no node has, above the node's own. */
	higher(): number {
		return ++this.#higher;
	}

	/** One below it. */
	lower(): number {
		return --this.#lower;
	}

	play(id = this.higher(), port = id): PlayedPeer {
		const peer = new PlayedPeer({ id, port }, this.conversation);
		this.peers.push(peer);
		return peer;
	}

	/** A peer that has dialled the node and said PING. */
	async join(id?: number): Promise<PlayedPeer> {
		const peer = this.play(id);
		const link = await peer.dial(this.id);
		link.say("PING");
		await this.settle(link);
		return peer;
	}

	/** Starts the node, told of these peers; resolves once it accepts connections. */
	async start(configured: readonly number[] = []): Promise<void> {
		this.#configured = configured;
		const { command, folder } = this.#options;
		const started = new NodeProcess(command, { port: this.id, peers: configured, folder });
		this.processes.push(started);
		const listens = await this.until(() => canConnect(this.id), START_MS);
		if (started.hasEnded) throw new Unreached(`the node ${started.ending}`);
		if (listens === undefined) throw new Unreached(`nothing listens on port ${this.id} after ${START_MS / 1_000} s`);
	}

	restart(): Promise<void> {
		return this.start(this.#configured);
	}

	get process(): NodeProcess {
		return this.processes[this.processes.length - 1]!;
	}

	/** Holds one check: it passes unless its body throws or the node ends. */
	async check(id: CheckId, body: () => void | Promise<void>): Promise<void> {
		const from = this.conversation.entries.length;
		const earlierEnding = this.process.ending;
		try {
			if (earlierEnding !== null) throw new Unreached(`the node ${earlierEnding}`);
			await body();
			if (this.process.hasEnded) throw new Broken(`the node ${this.process.ending}`);
			this.#dependencies.onOutcome(id, { is: "passed" });
		} catch (error) {
			if (error instanceof Unreached) this.#dependencies.onOutcome(id, { is: "not reached", reason: error.message });
			else if (error instanceof Broken || this.process.hasEnded) {
				const { ending } = this.process;
				const reason = ending === null ? (error as Error).message : `the node ${ending}`;
				const shown = error instanceof Broken && error.shown.length > 0 ? error.shown : this.#since(from);
				this.#dependencies.onOutcome(id, { is: "failed", reason, conversation: shown });
			} else throw error;
		}
	}

	/** The first result that is neither false nor undefined; undefined where none comes in time or the node ends. */
	async until<T>(condition: () => T | false | undefined | Promise<T | false | undefined>, withinMs: number): Promise<T | undefined> {
		const deadline = performance.now() + withinMs;
		for (;;) {
			const hadEnded = this.process.hasEnded;
			const result = await condition();
			if (result !== false && result !== undefined) return result;
			if (hadEnded || performance.now() > deadline) return undefined;
			await this.wait(LOOK_EVERY_MS);
		}
	}

	async wait(forMs: number): Promise<void> {
		await sleep(Math.max(forMs, 0), undefined, { signal: this.#dependencies.signal });
	}

	/** What was said on the link before has been dealt with: the node answers a PING, and then is quiet. */
	async settle(link: PlayedLink): Promise<void> {
		const before = ofType(link.heard, "PONG").length;
		link.say("PING");
		await this.until(() => !link.isOpen || ofType(link.heard, "PONG").length > before, PROMPT_MS / 3);
		await this.wait(QUIET_MS);
	}

	async end(): Promise<void> {
		for (const peer of this.peers) peer.close();
		await Promise.all(this.processes.map((started) => started.end()));
	}

	#since(from: number): Entry[] {
		return this.conversation.entries.slice(from);
	}
}

/** A check's question: throws Broken where it does not hold. */
export function demand(holds: boolean, reason: string, shown: readonly (Entry | undefined)[] = []): asserts holds {
	if (!holds) throw new Broken(reason, present(shown));
}

/** Throws Broken where what was looked for did not come. */
export function found<T>(value: T | undefined, reason: string, shown: readonly (Entry | undefined)[] = []): asserts value is T {
	if (value === undefined) throw new Broken(reason, present(shown));
}

function present(entries: readonly (Entry | undefined)[]): Entry[] {
	return entries.filter((entry) => entry !== undefined).sort((one, other) => one.at - other.at);
}

async function canConnect(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ port, host: "127.0.0.1" });
		socket.on("error", () => resolve(false));
		socket.once("connect", () => {
			socket.end();
			resolve(true);
		});
	});
}
