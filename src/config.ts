// The one table of options: text, default, help and reading of each; argv, environment and file all pass through it.
// Reading throws UsageError with one line that says what is wrong and how to mend it.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { readNetworkKey } from "./config/network-key.ts";
import { address, addresses, flag, gib, hostName, httpRoots, integer, list, oneOf, seconds, share, someHttpRoots } from "./config/texts.ts";
import { EVICT_EVERY_MS, GENERATE_EVERY_MS, LARGEST_TTL, PING_EVERY_MS, PRIME_TTL, STALE_AFTER_MS } from "./protocol/limits.ts";
import { LARGEST_EXPONENT } from "./search/exponents.ts";
import { DOUBLE_CHECK_SHARE } from "./search/limits.ts";
import { LOG_FORMATS } from "./terminal/look.ts";
import { LINE_LIMIT_BYTES, LINK_LIMIT, LINK_QUEUE_LIMIT_BYTES } from "./transport/limits.ts";

/** Wrong use of the command line: exit code 2. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}

export interface Option<T> {
	readonly help: string;
	readonly group: string;
	/** The text that stands for the option where nobody gives it; none: the option is null then. */
	readonly fallback?: string;
	/** Yes or no: on the command line the name alone says yes. */
	readonly isFlag?: true;
	/** Throws an Error that says what the text should be. */
	readonly read: (text: string) => T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;

/** What a table of options gives: the read value of each, or null where one has no default and was not given. */
export type Config<Table extends Options> = {
	readonly [Name in keyof Table]: Table[Name] extends { readonly fallback: string }
		? ReturnType<Table[Name]["read"]>
		: ReturnType<Table[Name]["read"]> | null;
};

const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "silent"] as const;

const dataDir = { group: "Files:", help: "folder for save files and measurements", fallback: "gimps-data", read: (text: string) => text };
const logLevel = {
	group: "Logs:",
	help: `least severe level that is logged: ${LOG_LEVELS.join(", ")}`,
	fallback: "info",
	read: oneOf(LOG_LEVELS),
};
const logFormat = {
	group: "Logs:",
	help: `${LOG_FORMATS.join(" or ")}; default: pretty on a terminal, json elsewhere`,
	read: oneOf(LOG_FORMATS),
};
const file = { group: "Files:", help: "JSON file with any of these options by their names", read: (text: string) => text };

/** Options of a node that a cluster hands on to all of its nodes. */
export const SHARED_OPTIONS = {
	workers: { group: "Search:", help: "processes that compute; 0: none", fallback: "1", read: integer(0, 256) },
	threads: { group: "Search:", help: "threads that one test uses", fallback: "1", read: integer(1, Math.max(availableParallelism(), 64)) },
	memory: {
		group: "Search:",
		help: "MiB that the second stage of P-1 may use, all workers together; 0: first stage only; default: a quarter of the machine's",
		read: integer(0, 16_777_216),
	},
	nice: {
		group: "Search:",
		help: "priority of the processes that compute, 0 (normal) to 19 (lowest)",
		fallback: "19",
		read: integer(0, 19),
	},
	search: {
		group: "Search:",
		help: "shared: the work is divided among all nodes; alone: as in the exercise, each for itself",
		fallback: "shared",
		read: oneOf(["shared", "alone"] as const),
	},
	from: { group: "Search:", help: "least exponent of the hunt", fallback: "2", read: integer(2, LARGEST_EXPONENT) },
	to: { group: "Search:", help: "highest exponent of the hunt; without it the hunt goes on and on", read: integer(3, LARGEST_EXPONENT) },
	kind: {
		group: "Search:",
		help: "test of an exponent: ll, prp, or auto: prp where it makes a proof, else ll",
		fallback: "auto",
		read: oneOf(["auto", "ll", "prp"] as const),
	},
	"prove-above": { group: "Search:", help: "seconds: a prp test that takes longer makes a proof", fallback: "300", read: integer(0, 1e9) },
	"proof-disk": { group: "Search:", help: "GiB of disk at most for proofs", fallback: "10", read: gib },
	"double-check": {
		group: "Search:",
		help: "share of what others settled that is tested again, 0 to 1",
		fallback: String(DOUBLE_CHECK_SHARE),
		read: share,
	},
	"exit-when-done": {
		group: "Search:",
		help: "with --to: end when all is settled and the peers know it",
		fallback: "false",
		isFlag: true,
		read: flag,
	},
	"generate-every": {
		group: "Protocol:",
		help: "seconds between looks for the next prime; 0: a node that found one does not rest",
		fallback: String(GENERATE_EVERY_MS / 1_000),
		read: (text: string) => (text === "0" ? 0 : seconds(text)),
	},
	"ping-every": period("Protocol:", "seconds between pings of each peer", PING_EVERY_MS),
	"evict-every": period("Protocol:", "seconds between evictions of silent peers", EVICT_EVERY_MS),
	"stale-after": period("Protocol:", "seconds of silence that evict a peer", STALE_AFTER_MS),
	"prime-ttl": {
		group: "Protocol:",
		help: "hops that an announced prime may be forwarded",
		fallback: String(PRIME_TTL),
		read: integer(0, LARGEST_TTL),
	},
	"network-key": {
		group: "Network:",
		help: "file with the key of a private network, made by gimps-node key; who lacks it cannot link, nor read what is said",
		read: readNetworkKey,
	},
	"max-links": { group: "Limits:", help: "connections in all", fallback: String(LINK_LIMIT), read: integer(1, 65_535) },
	"max-line-kib": {
		group: "Limits:",
		help: "longest line of a peer, in KiB",
		fallback: String(LINE_LIMIT_BYTES / 1_024),
		read: integer(1, 16_384),
	},
	"max-queue-kib": {
		group: "Limits:",
		help: "most that waits to be sent to one peer, in KiB",
		fallback: String(LINK_QUEUE_LIMIT_BYTES / 1_024),
		read: integer(1, 1_048_576),
	},
	"log-level": logLevel,
	"data-dir": dataDir,
	config: file,
} as const satisfies Options;

export const NODE_OPTIONS = {
	port: { group: "Network:", help: "TCP port that the node listens on", fallback: "5001", read: integer(1, 65_535) },
	peers: {
		group: "Network:",
		help: "peers to begin with: PORT on this machine, or HOST:PORT; separated by commas",
		fallback: "",
		read: addresses,
	},
	host: { group: "Network:", help: "address that the node listens on; 0.0.0.0 for all", fallback: "127.0.0.1", read: hostName },
	advertise: { group: "Network:", help: "HOST:PORT under which nodes on other machines can dial this one", read: address },
	name: { group: "Network:", help: "what people call the node", read: (text: string) => text.slice(0, 64) },
	id: { group: "Network:", help: "the node's number among its peers; default: the port", read: integer(0, Number.MAX_SAFE_INTEGER) },
	respond: {
		group: "Protocol:",
		help: "TypeScript file whose function answers PING, PONG and PRIME instead of this program",
		read: (text: string) => text,
	},
	http: { group: "HTTP:", help: "port of the node's HTTP side; 0: any free one; off unless given", read: integer(0, 65_535) },
	"http-host": { group: "HTTP:", help: "address that HTTP listens on", fallback: "127.0.0.1", read: hostName },
	"http-allow": { group: "HTTP:", help: "further host names under which people reach it, separated by commas", fallback: "", read: list },
	"http-peers": {
		group: "HTTP:",
		help: "HTTP addresses of other nodes that its page shows too, separated by commas",
		fallback: "",
		read: httpRoots,
	},
	"log-format": logFormat,
	...SHARED_OPTIONS,
} as const satisfies Options;

export const CLUSTER_OPTIONS = {
	nodes: { group: "Cluster:", help: "how many nodes", fallback: "4", read: integer(1, 64) },
	"base-port": { group: "Cluster:", help: "port of the first node; the others follow", fallback: "5001", read: integer(1, 65_472) },
	http: { group: "Cluster:", help: "port of the dashboard; 0: any free one", fallback: "8080", read: integer(0, 65_535) },
	"log-format": logFormat,
	...SHARED_OPTIONS,
} as const satisfies Options;

export const STATUS_OPTIONS = {
	http: { group: "Status:", help: "HTTP port of a node or of a cluster's dashboard", fallback: "8080", read: integer(1, 65_535) },
} as const satisfies Options;

export const DASHBOARD_OPTIONS = {
	nodes: { group: "Dashboard:", help: "HTTP addresses of the nodes, separated by commas", fallback: "", read: someHttpRoots },
	http: { ...CLUSTER_OPTIONS.http, group: "Dashboard:" },
	"http-host": NODE_OPTIONS["http-host"],
	"http-allow": NODE_OPTIONS["http-allow"],
} as const satisfies Options;

export type NodeConfig = Config<typeof NODE_OPTIONS>;
export type ClusterConfig = Config<typeof CLUSTER_OPTIONS>;

/** GIMPS_NODE_PING_EVERY for ping-every. */
export function environmentName(name: string): string {
	return `GIMPS_NODE_${name.toUpperCase().replaceAll("-", "_")}`;
}

interface Given {
	/** Where the text comes from, for messages. */
	readonly source: string;
	readonly text: string;
}

/** The text of each option from the command line, else the environment, else the file that --config names, else its default. */
export function gatherOptions(
	table: Options,
	given: Readonly<Record<string, unknown>>,
	environment: NodeJS.ProcessEnv,
): Map<string, Given> {
	const fromFile = "config" in table ? readFile(table, textOf(given["config"]) ?? environment[environmentName("config")]) : {};
	const gathered = new Map<string, Given>();
	for (const [name, option] of Object.entries(table)) {
		const sources = [
			[`--${name}`, textOf(given[name])],
			[environmentName(name), environment[environmentName(name)]],
			[`"${name}" in the config file`, fromFile[name]],
			[`--${name}`, option.fallback],
		] as const;
		for (const [source, text] of sources) if (text !== undefined && !gathered.has(name)) gathered.set(name, { source, text });
	}
	return gathered;
}

/** The value of each option of a table. */
export function readConfig<Table extends Options>(
	table: Table,
	given: Readonly<Record<string, unknown>>,
	environment: NodeJS.ProcessEnv,
): Config<Table> {
	const gathered = gatherOptions(table, given, environment);
	const values: Record<string, unknown> = {};
	for (const [name, option] of Object.entries(table)) {
		const found = gathered.get(name);
		try {
			values[name] = found === undefined ? null : option.read(found.text);
		} catch (error) {
			throw new UsageError(`${found?.source}: ${error instanceof Error ? error.message : String(error)}, not "${found?.text}"`);
		}
	}
	return values as Config<Table>;
}

/** An option given several times is a list. */
function textOf(value: unknown): string | undefined {
	if (value === undefined) return undefined;
	if (Array.isArray(value)) return value.map(String).join(",");
	return typeof value === "string" ? value : JSON.stringify(value);
}

function readFile(table: Options, path: string | undefined): Record<string, string> {
	if (path === undefined) return {};
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(path, "utf8"));
	} catch (error) {
		throw new UsageError(`--config: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
	}
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new UsageError(`--config: ${path} must hold one JSON object`);
	const unknown = Object.keys(value).find((name) => !(name in table) || name === "config");
	if (unknown !== undefined) throw new UsageError(`--config: ${path} holds "${unknown}", which is no option here`);
	return Object.fromEntries(Object.entries(value).map(([name, option]) => [name, textOf(option) ?? ""]));
}

function period(
	group: string,
	help: string,
	fallbackMs: number,
): { group: string; help: string; fallback: string; read: (text: string) => number } {
	return { group, help, fallback: String(fallbackMs / 1_000), read: seconds };
}
