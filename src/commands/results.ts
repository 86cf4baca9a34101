// gimps-node results: what a node knows by its ledger, as GIMPS JSON lines on stdout, also while its daemon runs. Reads only.
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CommandModule } from "yargs";
import { type Config, NODE_OPTIONS, type Options, readConfig, SHARED_OPTIONS } from "../config.ts";
import { flag } from "../config/texts.ts";
import { gimpsRecordResult } from "../gimps/result.ts";
import { STANDING, standingIn } from "../daemon/keeper.ts";
import { databasePath } from "../ledger/database.ts";
import { readPublicKey } from "../ledger/identity.ts";
import { LedgerError } from "../ledger/ledger.ts";
import { type LedgerReader, type PageRange, readLedger } from "../ledger/read-ledger.ts";
import { type Page, recordsOf } from "../search/page.ts";
import { CommandError } from "./command-error.ts";
import { withOptions } from "./options.ts";
import { packageVersion } from "./version.ts";

const group = "Results:";

export const RESULTS_OPTIONS = {
	"data-dir": { ...SHARED_OPTIONS["data-dir"], group, help: "folder with the node's folder, or the folder of the ledger itself" },
	port: { ...NODE_OPTIONS.port, group, help: "the node's port, which names its folder" },
	id: { ...NODE_OPTIONS.id, group, help: "the node's id, where it was given one" },
	from: { ...SHARED_OPTIONS.from, group, help: "least exponent" },
	to: { ...SHARED_OPTIONS.to, group, help: "highest exponent" },
	all: { group, help: "also what is said by keys that do not count here", fallback: "false", isFlag: true, read: flag },
	mine: { group, help: "only what this node settled itself", fallback: "false", isFlag: true, read: flag },
} as const satisfies Options;

/** Characters of a key that people tell apart. */
const KEY_CHARACTERS = 8;

export const resultsCommand: CommandModule = {
	command: "results",
	describe: "Print what a node knows, as GIMPS JSON lines",
	builder: (yargs) =>
		withOptions(yargs, RESULTS_OPTIONS)
			.example("$0 results --port 5001", "all that node 5001 knows; it may run meanwhile")
			.example("$0 results --mine --from 20000 --to 40000", "what it settled itself, in a range"),
	handler: async (argv) => {
		const config = readConfig(RESULTS_OPTIONS, argv, process.env);
		try {
			await print(config);
		} catch (error) {
			throw error instanceof LedgerError ? new CommandError(error.message) : error;
		}
	},
};

async function print(config: Config<typeof RESULTS_OPTIONS>): Promise<void> {
	const folder = folderOf(config);
	const { from, to } = config;
	const range = { from, ...(to === null ? {} : { to }), ...(config.mine ? { key: readPublicKey(folder) } : {}) };
	const reader = readLedger(folder);
	try {
		const judge = judgeOf(reader, folder, config);
		const { pages, several } = overview(reader, range, judge);
		const version = packageVersion();
		const left = new Map<string, { records: number; readonly keys: Set<string> }>();
		for (const page of firstPages(reader, range, pages)) {
			const records = recordsIn(page, range);
			const reason = judge(page.key);
			if (reason !== null) {
				const each = left.get(reason) ?? { records: 0, keys: new Set() };
				left.set(reason, { records: each.records + records.length, keys: each.keys.add(page.key) });
				continue;
			}
			for (const record of records) {
				const result = gimpsRecordResult(record, { version, time: new Date(page.time * 1_000) });
				const line = several.has(record.exponent) ? { ...result, key: page.key.slice(0, KEY_CHARACTERS) } : result;
				if (!process.stdout.write(`${JSON.stringify(line)}\n`)) await once(process.stdout, "drain");
			}
		}
		const texts = [...left].map(([reason, { records, keys }]) => `${records} of keys that ${reason} (${keys.size})`);
		if (texts.length > 0) process.stderr.write(`records left out: ${texts.join(", ")}; --all prints them too\n`);
	} finally {
		reader.close();
	}
}

/** Why the word of a key does not count at the node, in the plural; null where it counts. */
type Judge = (key: string) => string | null;

function judgeOf(reader: LedgerReader, folder: string, { all, mine }: Config<typeof RESULTS_OPTIONS>): Judge {
	if (all || mine) return () => null;
	const { known, wrong } = standingIn(reader.note(STANDING));
	const [counting, refuted, forked] = [new Set(known), new Set(wrong), new Set(reader.forkedKeys())];
	counting.add(readPublicKey(folder));
	return (key) => {
		if (forked.has(key)) return "signed two histories";
		if (refuted.has(key)) return "proved wrong";
		return counting.has(key) ? null : "are not known yet";
	};
}

function folderOf({ "data-dir": dataDir, port, id }: Config<typeof RESULTS_OPTIONS>): string {
	if (existsSync(databasePath(dataDir))) return dataDir;
	const folder = join(dataDir, `node-${id ?? port}`);
	if (existsSync(databasePath(folder))) return folder;
	throw new CommandError(`there is no ledger in ${folder}: give the folder with --data-dir, and the node with --port or --id`);
}

/** How many pages there are now, and the exponents with more than one record that counts in them. */
function overview(reader: LedgerReader, range: PageRange, judge: Judge): { readonly pages: number; readonly several: ReadonlySet<number> } {
	const [seen, several] = [new Set<number>(), new Set<number>()];
	let pages = 0;
	for (const page of reader.pages(range)) {
		pages++;
		if (judge(page.key) !== null) continue;
		for (const { exponent } of recordsIn(page, range)) (seen.has(exponent) ? several : seen).add(exponent);
	}
	return { pages, several };
}

/** Without those that came since. */
function* firstPages(reader: LedgerReader, range: PageRange, pages: number): Generator<Page> {
	let count = 0;
	for (const page of reader.pages(range)) {
		if (++count > pages) return;
		yield page;
	}
}

function recordsIn(page: Page, { from = 0, to = Number.MAX_SAFE_INTEGER }: PageRange) {
	return recordsOf(page).filter(({ exponent }) => exponent >= from && exponent <= to);
}
