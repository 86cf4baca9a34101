// Everything that the page knows of the network, fed by the events of the stream; the page draws from it and nothing else.
// Promises bounded memory; never draws, never speaks to the network.
import { readCluster, type ShownCluster } from "./cluster.ts";
import { Discoveries } from "./discoveries.ts";
import { fieldsOf, listOf, numberOf } from "./fields.ts";
import { Links } from "./links.ts";
import type { Message } from "./message.ts";
import type { ShownState } from "./node-state.ts";
import { NodeRecord } from "./node-record.ts";
import { LATER_AFTER_SECONDS, Paths } from "./paths.ts";
import { RateSeries, type Reading } from "./rate-series.ts";
import { Strangers } from "./strangers.ts";

export type Connection = "connecting" | "live" | "lost";

export class Store {
	nodes: readonly NodeRecord[] = [];
	connection: Connection = "connecting";
	/** null where these nodes are nobody's cluster. */
	cluster: ShownCluster | null = null;
	clusterRevision = 0;
	readonly strangers = new Strangers();
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

	/** While the server is away nobody knows how the nodes are. now in ms. */
	setConnection(connection: Connection, now: number): void {
		this.connection = connection;
		if (connection === "lost") {
			for (const node of this.nodes) node.setReach(null, "");
			this.#updateLinks(now);
		}
		this.onChange();
	}

	/** now in ms. Unknown events and data of the wrong kind change nothing. */
	apply(event: string, data: unknown, now: number): void {
		if (event === "nodes") {
			this.#setNodes(listOf(data));
		} else if (event === "cluster") {
			this.cluster = readCluster(data);
			this.clusterRevision += 1;
			this.paths.laterAfterSeconds = patienceWith(this.cluster);
		} else {
			const fields = fieldsOf(data);
			if (event === "lost") this.lost += numberOf(fields["entries"]) ?? 0;
			const node = this.nodes[numberOf(fields["node"]) ?? -1];
			if (node !== undefined) this.#applyTo(node, event, fields, now);
		}
		this.onChange();
	}

	isWatched(id: number): boolean {
		return this.nodes.some((node) => node.id === id);
	}

	/** Whom a watched node is linked to, as far as it told. */
	linkedTo(id: number): readonly number[] | undefined {
		return this.nodes.find((node) => node.id === id)?.state?.linked;
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
		for (const line of added) this.strangers.add(line, node.id ?? 0);
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
			state === null ? [] : { id: state.id, reachable: reachable === true, linked: state.linked },
		);
		this.links.update(seen, now);
		this.strangers.update(this.nodes, now);
	}

	#sampleRates(now: number): void {
		const readings = (read: (state: ShownState) => number): Reading[] =>
			this.nodes.map(({ state, stateAt, reachable }) =>
				state === null || reachable !== true ? null : { at: stateAt / 1_000, count: read(state) },
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

/** Three hops, each as late as the cluster makes it; a message that a pause holds is no later for that. */
function patienceWith({ is_paused, delay_ms }: ShownCluster): number {
	return is_paused ? Number.POSITIVE_INFINITY : LATER_AFTER_SECONDS + (4 * delay_ms) / 1_000;
}
