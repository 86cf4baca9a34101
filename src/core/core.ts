// The whole of a node in one pure machine made of machines: what the protocol wants searched goes to the search, what the search finds
// or says to the protocol, and the rest out, in the order in which it is to be performed.
import type { NodeInput, NodeOutput, RememberedNode } from "../protocol/events.ts";
import { Node } from "../protocol/node.ts";
import type { NodeDependencies, NodeOptions } from "../protocol/node.ts";
import { Alone } from "../search/alone.ts";
import type { AloneOutput } from "../search/alone.ts";
import { SOLO_LIMIT } from "../search/limits.ts";
import type { Remembered, SharedInput, SharedOutput, TestOutcome } from "../search/shared/events.ts";
import { SharedSearch } from "../search/shared/shared-search.ts";
import type { SharedSearchDependencies, SharedSearchOptions } from "../search/shared/parts.ts";

export interface CoreOptions extends Omit<NodeOptions, "key"> {
	/** By oneself, as the exercise has it, or together with all who take part. */
	readonly search: "alone" | "shared";
	readonly hunt: SharedSearchOptions;
}

export interface CoreDependencies extends NodeDependencies, SharedSearchDependencies {}

/** What a node knows of its earlier life. */
export interface RememberedCore {
	readonly node: RememberedNode;
	readonly search: Remembered;
}

/** What can happen to a node from outside. */
export type Input =
	| { readonly type: "start"; readonly remembered: RememberedCore }
	| Exclude<NodeInput, { readonly type: "start" | "found" | "search-failed" | "say" | "pass-on" | "signed" | "verified" }>
	| Extract<
			SharedInput,
			{
				readonly type:
					| "remembered-records"
					| "loaded"
					| "signed"
					| "verified"
					| "pages-read"
					| "piece-read"
					| "proof-checked"
					| "storage"
					| "stop";
			}
	  >
	| { readonly type: "tested"; readonly exponent: number; readonly outcome: TestOutcome }
	| { readonly type: "test-failed"; readonly exponent: number };

/** What must be done outside, in the order given. */
export type Output =
	| Exclude<NodeOutput, { readonly type: "search" | "rest" | "linked" | "unlinked" | "told" }>
	| Exclude<SharedOutput, { readonly type: "found" | "pass-on" | "say-lease" | "say-have" | "say-want" | "say-result" | "say-proof" }>
	| Exclude<AloneOutput, { readonly type: "found" | "search-failed" }>;

export class Core {
	readonly node: Node;
	/** One of the two. */
	readonly alone: Alone | null;
	readonly shared: SharedSearch | null;
	#outputs: Output[] = [];

	constructor(options: CoreOptions, dependencies: CoreDependencies) {
		const isShared = options.search === "shared";
		// By itself it speaks the exercise's own words only.
		this.node = new Node({ ...options, key: isShared ? options.hunt.key : null }, dependencies);
		this.alone = isShared ? null : new Alone(options.hunt);
		this.shared = isShared ? new SharedSearch(options.hunt, dependencies) : null;
	}

	handle(now: number, input: Input): Output[] {
		this.#outputs = [];
		this.#take(now, input);
		return this.#outputs;
	}

	/** When to send "wake" next, at the latest. */
	wakeAt(): number {
		return this.node.awake ? Math.min(this.node.wakeAt(), this.shared?.wakeAt() ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
	}

	/** The hunt has an end, and it is reached; others have been told. */
	get isDone(): boolean {
		return this.shared?.isDone ?? this.alone?.isDone ?? false;
	}

	/** Nobody need test it any more, as far as this node knows. */
	isSettled(exponent: number): boolean {
		return this.shared?.evidence.isSettled(exponent) ?? exponent <= (this.alone?.above ?? 0);
	}

	#take(now: number, input: Input): void {
		switch (input.type) {
			case "start":
				this.#toNode(now, { type: "start", remembered: input.remembered.node });
				return this.#toShared(now, { type: "start", remembered: input.remembered.search });
			case "tested":
			case "test-failed":
				this.#toAlone(now, input);
				return this.#toShared(now, input);
			case "signed":
			case "verified":
				// The protocol's own requests have numbers below 0.
				return input.id < 0 ? this.#toNode(now, input) : this.#toShared(now, input);
			case "remembered-records":
			case "loaded":
			case "pages-read":
			case "piece-read":
			case "proof-checked":
			case "storage":
			case "stop":
				return this.#toShared(now, input);
			case "wake":
				this.#toNode(now, input);
				if (this.node.awake) this.#toShared(now, input);
				return;
			default:
				return this.#toNode(now, input);
		}
	}

	#toNode(now: number, input: NodeInput): void {
		for (const output of this.node.handle(now, input))
			switch (output.type) {
				case "search":
					this.#toAlone(now, output);
					this.#toShared(now, { type: "search" });
					break;
				case "rest":
					this.#toAlone(now, output);
					this.#toShared(now, output);
					break;
				case "linked":
				case "unlinked":
					this.#toShared(now, output);
					break;
				case "told":
					this.#told(now, output);
					break;
				default:
					this.#outputs.push(output);
			}
	}

	#told(now: number, { from, message }: Extract<NodeOutput, { readonly type: "told" }>): void {
		switch (message.msg_type) {
			case "LEASE":
				return this.#toShared(now, { type: "lease", from, message });
			case "HAVE":
				return this.#toShared(now, { type: "have", from, have: message.data });
			case "WANT":
				return this.#toShared(now, { type: "want", from, want: message.data });
			case "RESULT":
				return this.#toShared(now, { type: "result", from, pages: message.data });
			case "PIECE":
				return this.#toShared(now, { type: "proof", from, piece: message.data });
		}
	}

	#toAlone(now: number, input: Parameters<Alone["handle"]>[0]): void {
		for (const output of this.alone?.handle(input) ?? [])
			if (output.type === "found" || output.type === "search-failed") this.#toNode(now, output);
			else this.#outputs.push(output);
	}

	#toShared(now: number, input: SharedInput): void {
		for (const output of this.shared?.handle(now, input) ?? [])
			switch (output.type) {
				case "found":
					this.#found(now, output.exponent);
					break;
				case "pass-on":
					this.#say(now, { type: "pass-on", to: output.to, message: output.message });
					break;
				case "say-lease":
					this.#say(now, { type: "say", to: output.to, ttl: output.ttl, say: { msg_type: "LEASE", data: output.lease } });
					break;
				case "say-have":
					this.#say(now, { type: "say", to: output.to, ttl: 0, say: { msg_type: "HAVE", data: output.have } });
					break;
				case "say-want":
					this.#say(now, { type: "say", to: [output.to], ttl: 0, say: { msg_type: "WANT", data: output.want } });
					break;
				case "say-result":
					this.#say(now, { type: "say", to: [output.to], ttl: 0, say: { msg_type: "RESULT", data: output.pages } });
					break;
				case "say-proof":
					this.#say(now, { type: "say", to: [output.to], ttl: 0, say: { msg_type: "PIECE", data: output.piece } });
					break;
				default:
					this.#outputs.push(output);
			}
	}

	/** A find is told at once; then the node rests until its next look, as the exercise has it. */
	#found(now: number, exponent: number): void {
		const isGap = exponent >= SOLO_LIMIT;
		this.#toNode(now, { type: "found", exponent, isGap });
		if (!this.node.isSearching) this.#toShared(now, { type: "pause" });
	}

	/** Nothing is said asleep. */
	#say(now: number, input: NodeInput): void {
		if (this.node.awake) this.#toNode(now, input);
	}
}
