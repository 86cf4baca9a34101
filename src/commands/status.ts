// gimps-node status: the state of a running node, or of all nodes behind a dashboard, as a table or as JSON; once, or watched.
import { setTimeout as sleep } from "node:timers/promises";
import type { CommandModule } from "yargs";
import { STATUS_OPTIONS, readConfig } from "../config.ts";
import type { NodeState } from "../dashboard/contract.ts";
import { isInForeground } from "../terminal/foreground.ts";
import type { Size } from "../terminal/frame.ts";
import { lookOf } from "../terminal/look.ts";
import { Screen } from "../terminal/screen.ts";
import { fit } from "../terminal/width.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";
import { statusTable } from "./status-table.ts";

const ANSWER_TIMEOUT_MS = 5_000;

const WATCH_EVERY_MS = 2_000;

export const statusCommand: CommandModule<object, { json: boolean; watch: boolean }> = {
	command: "status",
	describe: "Show the state of a running node",
	builder: (yargs) =>
		withOptions(yargs, STATUS_OPTIONS)
			.option("json", { type: "boolean", default: false, describe: "as JSON, one line for each node" })
			.option("watch", { type: "boolean", default: false, describe: "again every 2 seconds, until Ctrl-C" })
			.example("$0 status", "of the cluster that `npm start` runs")
			.example("$0 status --http 8081 --json", "of one node that was started with --http 8081"),
	handler: async (argv) => {
		const root = `http://127.0.0.1:${readConfig(STATUS_OPTIONS, { ...argv }, process.env).http}`;
		const show = (columns: number): Promise<string> => told(root, argv.json, columns);
		if (argv.watch) await watch(show);
		else process.stdout.write(await show(process.stdout.columns ?? Number.POSITIVE_INFINITY));
	},
};

async function told(root: string, isJson: boolean, columns: number): Promise<string> {
	const states = await readStates(root);
	return isJson ? states.map((state) => `${JSON.stringify(state)}\n`).join("") : statusTable(states, columns);
}

/** A picture where there is a terminal for it, one table after another elsewhere. Whoever does not answer now may do so later. */
async function watch(show: (columns: number) => Promise<string>): Promise<never> {
	const look = lookOf("pretty", { isTerminal: process.stdout.isTTY, environment: process.env, platform: process.platform });
	const hasPicture = look === "coloured" && isInForeground();
	let text = "";
	const draw = (): void => screen?.draw(linesOf(text, screen.size));
	const screen = hasPicture
		? new Screen({ output: process.stdout, input: process.stdin }, { resized: draw, left: () => process.exit(0) })
		: undefined;
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => process.exit(0));
	for (;;) {
		text = await show(screen?.size.columns ?? Number.POSITIVE_INFINITY).catch((error: unknown) => {
			if (error instanceof CommandError) return `${error.message}\n`;
			throw error;
		});
		if (screen === undefined) process.stdout.write(text);
		else draw();
		await sleep(WATCH_EVERY_MS);
	}
}

function linesOf(text: string, { columns, rows }: Size): string[] {
	return text
		.trimEnd()
		.split("\n")
		.slice(0, rows)
		.map((line) => fit(line, columns));
}

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
