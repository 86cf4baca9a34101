// What options must be to one another: what would start and then never work is refused with one line that says what to change.
import { UsageError } from "../config.ts";
import type { ClusterConfig, NodeConfig } from "../config.ts";

type Shared = Pick<NodeConfig, "ping-every" | "stale-after" | "max-line-kib" | "max-queue-kib" | "from" | "to" | "exit-when-done">;

export function checkNode(config: Shared & Pick<NodeConfig, "port" | "http">): void {
	checkShared(config);
	if (config.http === config.port) throw new UsageError(`--http and --port are both ${config.port}: give one of them another port`);
}

export function checkCluster(config: Shared & Pick<ClusterConfig, "nodes" | "base-port" | "http">): void {
	checkShared(config);
	const [first, last] = [config["base-port"], config["base-port"] + config.nodes - 1];
	if (config.http >= first && config.http <= last)
		throw new UsageError(`--http is ${config.http}, but the nodes take the ports ${first} to ${last}: give another --http or --base-port`);
}

function checkShared(config: Shared): void {
	if (config["stale-after"] <= config["ping-every"])
		throw new UsageError("--stale-after must be longer than --ping-every, or peers that answer are evicted all the same");
	if (config.to !== null && config.to < config.from)
		throw new UsageError(`--to ${config.to} is below --from ${config.from}: give a higher one`);
	if (config["exit-when-done"] && config.to === null) throw new UsageError("--exit-when-done needs an end of the hunt: give --to as well");
	if (config["max-queue-kib"] <= config["max-line-kib"])
		throw new UsageError("--max-queue-kib must be more than --max-line-kib, or one long line ends its link");
}
