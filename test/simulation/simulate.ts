// `npm run simulate -- --nodes N --minutes N --seed N`: a network that searches together, in virtual time, with all that goes wrong on an
// ordinary day; prints what its work was worth and what it cost to speak of it. The same seed gives the same figures.
import { parseArgs } from "node:util";
import { Churn } from "./churn.ts";
import { SharedNetwork } from "./shared-network.ts";
import { playStorms } from "./storms.ts";
import { Tally } from "./tally.ts";
import { DOUBLE_CHECK_SHARE } from "../../src/search/limits.ts";

const { values } = parseArgs({
	options: {
		nodes: { type: "string" },
		minutes: { type: "string" },
		seed: { type: "string" },
		from: { type: "string", default: "300000" },
		/** Of the slowest node; the fastest is 20 times as fast. */
		seconds: { type: "string", default: "60" },
		degree: { type: "string", default: "4" },
		/** Minutes at the start that are not counted. */
		warmup: { type: "string", default: "0" },
		calm: { type: "boolean", default: false },
		/** Instead of all that: faults of every kind, healing, and what must hold then; --seeds N plays N seeds. */
		storm: { type: "boolean", default: false },
		seeds: { type: "string" },
		liars: { type: "string" },
		search: { type: "string" },
		troubles: { type: "string" },
	},
});
if (values.storm) {
	playStorms(values);
	process.exit();
}
const [nodes, minutes, seed, from, secondsATest, degree, warmup] = [
	values.nodes ?? 32,
	values.minutes ?? 10,
	values.seed ?? 1,
	values.from,
	values.seconds,
	values.degree,
	values.warmup,
].map(Number) as [number, number, number, number, number, number, number];

const started = performance.now();
const network = new SharedNetwork({ seed, nodes, from, to: null, secondsATest, spread: 20, degree, isWatched: false });
const { clock, chance, wires, daemons } = network;
const tally = new Tally({ from, doubleCheck: DOUBLE_CHECK_SHARE, since: warmup * 60_000 }, clock);
for (const daemon of daemons) tally.watch(daemon);
network.start();
new Churn({ isCalm: values.calm }, { clock, chance, wires, daemons }).run(minutes * 60_000, () => tally.look(daemons));

const links = daemons.reduce((sum, { openLinks }) => sum + openLinks, 0) / nodes;
const known = daemons.reduce((sum, { core }) => sum + core.shared!.evidence.standing.known.length, 0) / nodes;
const line = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(44)} ${value}\n`);
line("nodes, virtual minutes, seed", `${nodes}, ${minutes}, ${seed}`);
line("links of a node, keys that it knows", `${links.toFixed(1)}, ${known.toFixed(1)}`);
line("tests, settled exponents", `${tally.tests}, ${tally.settled}`);
line("settled, of what the nodes could do", `${((100 * tally.settled) / tally.capacity).toFixed(1)} %`);
line("tested again, and why", [...tally.again].map(([reason, tests]) => `${tests} ${reason}`).join(", "));
line("useful work", `${(100 * tally.useful).toFixed(1)} %`);
line("an exponent below a settled one: open, left", `${tally.oldestGap().toFixed(2)}, ${tally.longestLeft.toFixed(2)} leases at most`);
for (const { kind, bytes } of tally.bytes(nodes)) line(`bytes for each exponent and node: ${kind}`, bytes.toFixed(1));
line("bytes of a page", tally.bytesAPage.toFixed(0));
line("bytes for pages, over the pages themselves", tally.overhead.toFixed(2));
line("wall time", `${((performance.now() - started) / 1_000).toFixed(1)} s`);
