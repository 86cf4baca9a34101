// gimps-node status: the state of a running node, or of all nodes behind a dashboard, as a table or as JSON.
import type { CommandModule } from "yargs";
import { STATUS_OPTIONS, readConfig } from "../config.ts";
import type { NodeState } from "../dashboard/contract.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";
import { statusTable } from "./status-table.ts";

const ANSWER_TIMEOUT_MS = 5_000;

export const statusCommand: CommandModule<object, { json: boolean }> = {
	command: "status",
	describe: "Show the state of a running node",
	builder: (yargs) =>
		withOptions(yargs, STATUS_OPTIONS)
			.option("json", { type: "boolean", default: false, describe: "as JSON, one line for each node" })
			.example("$0 status", "of the cluster that `npm start` runs")
			.example("$0 status --http 8081 --json", "of one node that was started with --http 8081"),
	handler: async (argv) => {
		const root = `http://127.0.0.1:${readConfig(STATUS_OPTIONS, { ...argv }, process.env).http}`;
		const states = await readStates(root);
		process.stdout.write(argv.json ? states.map((state) => `${JSON.stringify(state)}\n`).join("") : statusTable(states));
	},
};

/** Of one node; of each that answers, where a dashboard is asked. */
async function readStates(root: string): Promise<NodeState[]> {
	const own = await read<NodeState>(`${root}/state`);
	if (own !== null) return [own];
	const nodes = (await read<readonly { id: number | null }[]>(`${root}/nodes`)) ?? [];
	const states = await Promise.all(nodes.filter(({ id }) => id !== null).map(({ id }) => read<NodeState>(`${root}/${id}/state`)));
	if (states.every((state) => state === null)) throw new CommandError(`no node answers at ${root}`);
	return states.filter((state) => state !== null);
}

/** The JSON at a URL; null where the server has nothing there. */
async function read<T>(url: string): Promise<T | null> {
	try {
		const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
		return response.ok ? ((await response.json()) as T) : null;
	} catch (error) {
		const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
		throw new CommandError(
			`nothing answers at ${new URL(url).origin} (${cause}): start a node with --http PORT, or a cluster, and give its port to --http`,
		);
	}
}
