// The whole of a node in one pure machine made of machines: what the protocol wants searched goes to the search, what the search finds
// to the protocol, and the rest out, in the order in which it is to be performed.
import type { NodeInput, NodeOutput } from "../protocol/events.ts";
import { Node } from "../protocol/node.ts";
import type { NodeDependencies, NodeOptions } from "../protocol/node.ts";
import { Hunt } from "../search/hunt.ts";
import type { HuntAnswer, HuntInput, HuntOutput } from "../search/hunt.ts";

export interface CoreOptions extends NodeOptions {
	/** Tests that the search asks for at once; 0: it never searches. */
	readonly testsAtOnce: number;
}

/** What can happen to a node from outside. */
export type Input = Exclude<NodeInput, { readonly type: "found" | "search-failed" }> | HuntAnswer;

/** What must be done outside, in the order given. */
export type Output = Exclude<NodeOutput, { readonly type: "search" | "rest" }> | Exclude<HuntOutput, { readonly type: "found" }>;

export class Core {
	readonly node: Node;
	readonly hunt: Hunt;
	#outputs: Output[] = [];

	constructor(options: CoreOptions, dependencies: NodeDependencies) {
		this.node = new Node(options, dependencies);
		this.hunt = new Hunt({ parallel: options.testsAtOnce });
	}

	handle(now: number, input: Input): Output[] {
		this.#outputs = [];
		if (input.type === "tested" || input.type === "test-failed") this.#toHunt(now, input);
		else this.#toNode(now, input);
		return this.#outputs;
	}

	/** When to send "wake" next, at the latest. */
	wakeAt(): number {
		return this.node.wakeAt();
	}

	#toNode(now: number, input: NodeInput): void {
		for (const output of this.node.handle(now, input))
			if (output.type === "search" || output.type === "rest") this.#toHunt(now, output);
			else this.#outputs.push(output);
	}

	#toHunt(now: number, input: HuntInput): void {
		for (const output of this.hunt.handle(input)) {
			if (output.type !== "found") this.#outputs.push(output);
			if (output.type === "found" || output.type === "search-failed") this.#toNode(now, output);
		}
	}
}
