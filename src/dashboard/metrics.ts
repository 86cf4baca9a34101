// A node's state and counters as Prometheus reads them, in a registry of the node's own; docs/METRICS.md explains each.
// Promises that a scrape only reads; never keeps numbers of its own.
import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { NodeCounters, NodeState, NodeView, TestingState } from "./contract.ts";

export interface NodeMetrics {
	readonly contentType: string;
	text(): Promise<string>;
}

type Labelled = Readonly<Record<string, number>>;

/** A peer may invent as many message types as it likes: those after these are counted together. */
const LABEL_VALUES_MAX = 64;

const COUNTERS: readonly [name: string, help: string, value: (counters: NodeCounters) => number][] = [
	["duplicate_messages_total", "Messages received that had been seen before.", (counters) => counters.duplicates],
	["evictions_total", "Peers evicted for their silence.", (counters) => counters.evictions],
	["links_opened_total", "Connections to peers that were bound to a node.", (counters) => counters.links_opened],
	["links_closed_total", "Bound connections to peers that ended.", (counters) => counters.links_closed],
	["received_bytes_total", "Bytes received from peers.", (counters) => counters.bytes_received],
	["sent_bytes_total", "Bytes sent to peers.", (counters) => counters.bytes_sent],
	["primes_found_total", "Mersenne primes that this node found by its own search.", (counters) => counters.primes_found],
	["claims_refuted_total", "Claims of primes that were proved false here.", (counters) => counters.claims_refuted],
	["pages_written_total", "Pages written into the own journal.", (counters) => counters.pages_written],
	["pages_taken_total", "Pages of other journals that were taken in.", (counters) => counters.pages_taken],
	["pages_refused_total", "Pages that their owners did not sign, or that did not follow.", (counters) => counters.pages_refused],
	["disputes_total", "Exponents that records disagreed about.", (counters) => counters.disputes],
	["checks_total", "Tests of what others had settled already.", (counters) => counters.checks_done],
	["tests_total", "Exponents tested to the end.", (counters) => counters.tests_done],
	["squarings_total", "Squarings computed.", (counters) => counters.squarings],
	["compute_cpu_seconds_total", "Processor time of the processes that compute.", (counters) => counters.compute_seconds],
];

const LABELLED_COUNTERS: readonly [name: string, help: string, label: string, value: (counters: NodeCounters) => Labelled][] = [
	["messages_received_total", "Messages received, by type.", "type", (counters) => counters.messages_received],
	["messages_sent_total", "Messages sent, by type.", "type", (counters) => counters.messages_sent],
	[
		"messages_dropped_total",
		"Messages dropped because a link brought more than its rate, by type.",
		"type",
		(counters) => counters.messages_dropped,
	],
	["faults_total", "Faults of peers, by reason.", "reason", (counters) => counters.faults],
	["connections_refused_total", "Connections turned away, by reason.", "reason", (counters) => counters.connections_refused],
];

const GAUGES: readonly [name: string, help: string, value: (state: NodeState) => number][] = [
	["awake", "1 while the node is awake, 0 while it sleeps.", (state) => (state.awake ? 1 : 0)],
	["peers", "Peers in the peer list.", (state) => Object.keys(state.peers).length],
	["links", "Connections bound to a peer.", (state) => state.links.length],
	["largest_prime_exponent", "Exponent of the largest Mersenne prime known.", (state) => state.biggest_prime],
	["largest_prime_digits", "Decimal digits of the largest Mersenne prime known.", (state) => state.biggest_prime_digits],
	["unverified_claims", "Claims that could be neither proved nor refuted yet.", (state) => state.unverified.length],
	["search_workers", "Processes that compute.", (state) => state.search.workers],
	["search_above_exponent", "The exponent above which the search looks; 0 while it rests.", (state) => state.search.above ?? 0],
	["search_frontier_exponent", "The lowest exponent that is not settled; 0 when all are.", (state) => state.search.frontier ?? 0],
	["records", "Records of all journals that are kept here.", (state) => state.search.records],
	["journals", "Journals that are kept here, the own one included.", (state) => state.search.journals],
	["disputed_exponents", "Exponents that records disagree about now.", (state) => state.search.settled.disputed],
	["leases", "Keys that hold cells now, the own one included.", (state) => state.search.keys_at_work],
	["cells_leased", "Cells that somebody holds now.", (state) => state.search.cells_leased],
	["cells_held", "Cells that this node holds now.", (state) => state.search.cells_held],
	["tests_running", "Tests that run at present.", (state) => state.search.testing.length],
	["start_time_seconds", "Unix time at which the node started.", (state) => state.started],
];

const LABELLED_GAUGES: readonly [name: string, help: string, label: string, value: (state: NodeState) => Labelled][] = [
	["keys", "Keys of other nodes, by what their word is worth here.", "standing", (state) => state.search.keys],
	[
		"test_exponent",
		"Exponent under test, by the test's place among those that run.",
		"place",
		(state) => ofTests(state, ({ exponent }) => exponent),
	],
	["test_progress_ratio", "Part of the test that is done, 0 to 1.", "place", (state) => ofTests(state, doneShare)],
	["test_iteration_seconds", "Seconds a squaring.", "place", (state) => ofTests(state, (test) => test.ms_per_iteration / 1_000)],
	["test_remaining_seconds", "Seconds to the end of the test.", "place", (state) => ofTests(state, ({ eta }) => eta)],
	["build_info", "1, with the program's version as a label.", "version", (state) => ({ [state.version]: 1 })],
];

/** By place and not by exponent: each new exponent would be a series of its own, for ever. */
function ofTests({ search }: NodeState, value: (test: TestingState) => number): Labelled {
	return Object.fromEntries(search.testing.slice(0, LABEL_VALUES_MAX).map((test, place) => [String(place), value(test)]));
}

function doneShare({ iteration, iterations }: TestingState): number {
	return iterations === 0 ? 0 : iteration / iterations;
}

/** What prom-client writes of the event loop before its first sample: no number, or the greatest of its counter. */
const UNMEASURED = /^nodejs_eventloop_lag_\w+\{.*\} (?:NaN|Nan|9223372036(?:\.\d+)?)\n/gm;

export function createNodeMetrics(view: NodeView): NodeMetrics {
	const registry = new Registry();
	const { name, id } = view.state();
	registry.setDefaultLabels({ node: String(id), name });
	collectDefaultMetrics({ register: registry });
	for (const [metric, help, value] of COUNTERS) addCounter(registry, metric, help, () => value(view.counters()));
	for (const [metric, help, label, value] of LABELLED_COUNTERS) {
		addLabelledCounter(registry, metric, help, label, () => value(view.counters()));
	}
	for (const [metric, help, value] of GAUGES) addGauge(registry, metric, help, () => value(view.state()));
	for (const [metric, help, label, value] of LABELLED_GAUGES) addLabelledGauge(registry, metric, help, label, () => value(view.state()));
	return { contentType: registry.contentType, text: async () => (await registry.metrics()).replaceAll(UNMEASURED, "") };
}

function addCounter(registry: Registry, metric: string, help: string, value: () => number): void {
	const counter = new Counter({
		name: `gimps_node_${metric}`,
		help,
		registers: [],
		collect() {
			this.reset();
			this.inc(value());
		},
	});
	registry.registerMetric(counter);
}

function addLabelledCounter(registry: Registry, metric: string, help: string, label: string, value: () => Labelled): void {
	const counter = new Counter({
		name: `gimps_node_${metric}`,
		help,
		labelNames: [label],
		registers: [],
		collect() {
			this.reset();
			for (const [index, [key, count]] of Object.entries(value()).entries()) {
				this.inc({ [label]: index < LABEL_VALUES_MAX ? key : "other" }, count);
			}
		},
	});
	registry.registerMetric(counter);
}

function addGauge(registry: Registry, metric: string, help: string, value: () => number): void {
	const gauge = new Gauge({
		name: `gimps_node_${metric}`,
		help,
		registers: [],
		collect() {
			this.set(value());
		},
	});
	registry.registerMetric(gauge);
}

function addLabelledGauge(registry: Registry, metric: string, help: string, label: string, value: () => Labelled): void {
	const gauge = new Gauge({
		name: `gimps_node_${metric}`,
		help,
		labelNames: [label],
		registers: [],
		collect() {
			this.reset();
			for (const [key, count] of Object.entries(value())) this.set({ [label]: key }, count);
		},
	});
	registry.registerMetric(gauge);
}
