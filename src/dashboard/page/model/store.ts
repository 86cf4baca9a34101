// Everything that the page knows of the network, fed by the events of the stream; the page draws from it and nothing else.
// Promises bounded memory; never draws, never speaks to the network.
import { Discoveries } from "./discoveries.ts";
import { fieldsOf, listOf, numberOf } from "./fields.ts";
import { Links } from "./links.ts";
import type { Message } from "./message.ts";
import type { ShownState } from "./node-state.ts";
import { NodeRecord } from "./node-record.ts";
import { Paths } from "./paths.ts";
import { RateSeries, type Reading } from "./rate-series.ts";

export type Connection = "connecting" | "live" | "lost";

export class Store {
	nodes: readonly NodeRecord[] = [];
	connection: Connection = "connecting";
	readonly paths = new Paths();
	readonly links = new Links();
	readonly discoveries = new Discoveries();
	tests = new RateSeries(0);
	squarings = new RateSeries(0);
	/** Received messages in all, since the page was opened. */
	received = 0;
	/** Log lines that came faster than the page took them. */
	lost = 0;
	/** The largest exponent that the search has come to, as far as it was seen. */
	searchedTo = 0;
	/** Told of each change; the drawing decides when to look. */
	onChange: () => void = () => {};
	/** Told of each message as it happens, not of what a log held before. */
	onTraffic: (messages: readonly Message[]) => void = () => {};
	/** Nodes whose next batch is the history that comes at connect. */
	readonly #expectHistory = new Set<number>();

	setConnection(connection: Connection): void {
		this.connection = connection;
		this.onChange();
	}

	/** now in ms. Unknown events and data of the wrong kind change nothing. */
	apply(event: string, data: unknown, now: number): void {
		if (event === "nodes") {
			this.#setNodes(listOf(data));
		} else {
			const fields = fieldsOf(data);
			if (event === "lost") this.lost += numberOf(fields["entries"]) ?? 0;
			const node = this.nodes[numberOf(fields["node"]) ?? -1];
			if (node !== undefined) this.#applyTo(node, event, fields, now);
		}
		this.onChange();
	}

	#setNodes(list: readonly unknown[]): void {
		const urls = list.map((item) => String(fieldsOf(item)["url"]));
		for (const index of urls.keys()) this.#expectHistory.add(index);
		if (urls.length === this.nodes.length && this.nodes.every((node, index) => node.url === urls[index])) return;
		this.nodes = urls.map((url, index) => new NodeRecord(index, url, numberOf(fieldsOf(list[index])["id"])));
		this.tests = new RateSeries(urls.length);
		this.squarings = new RateSeries(urls.length);
	}

	#applyTo(node: NodeRecord, event: string, fields: Readonly<Record<string, unknown>>, now: number): void {
		if (event === "reach") {
			node.setReach(fields["reachable"] === true, typeof fields["reason"] === "string" ? fields["reason"] : "");
			if (node.reachable === true) this.#expectHistory.add(node.index);
			this.#updateLinks(now);
		} else if (event === "state") {
			node.setState(fields["state"], now);
			if (node.state !== null) this.searchedTo = Math.max(this.searchedTo, reachOf(node.state));
			this.#updateLinks(now);
			this.#sampleRates(now);
		} else if (event === "message") {
			this.#addLines(node, fields);
		}
	}

	#addLines(node: NodeRecord, fields: Readonly<Record<string, unknown>>): void {
		const added = node.addLines(String(fields["boot"]), numberOf(fields["sequence"]) ?? 0, listOf(fields["entries"]));
		const messages = added.filter((line) => line.kind === "message");
		for (const message of messages) {
			if (message.type === "PRIME") this.paths.add(message);
		}
		if (this.#expectHistory.delete(node.index)) return;
		for (const message of messages) if (message.received) this.received += 1;
		if (messages.length > 0) this.onTraffic(messages);
	}

	#updateLinks(now: number): void {
		const seen = this.nodes.flatMap(({ state, reachable }) =>
			state === null
				? []
				: { id: state.id, reachable: reachable !== false, linked: state.linked.length > 0 ? state.linked : [...state.peers.keys()] },
		);
		this.links.update(seen, now);
	}

	#sampleRates(now: number): void {
		const readings = (read: (state: ShownState) => number): Reading[] =>
			this.nodes.map(({ state, stateAt, reachable }) =>
				state === null || reachable === false ? null : { at: stateAt / 1_000, count: read(state) },
			);
		this.tests.sample(
			now / 1_000,
			readings((state) => state.testsDone),
		);
		this.squarings.sample(
			now / 1_000,
			readings((state) => state.squaringsDone),
		);
	}
}

/** A node looks upwards from the largest prime that it knows, so its highest test shows how far it has looked. */
function reachOf(state: ShownState): number {
	return Math.max(state.biggestPrime, ...state.testing.filter((test) => test.purpose === "search").map((test) => test.exponent));
}
