// How long a daemon's start waits for its ledger, and what that takes of memory: npm run bench:ledger. Prints, and asserts nothing.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { JournalMaker } from "./journal-maker.ts";

const MIB = 1_048_576;
const SHAPES = [
	{ journals: 20, pages: 2_000, recordsEach: 500 },
	{ journals: 1_000, pages: 100_000, recordsEach: 10 },
];

const onReport = (line: string): void => console.log(line);

async function fill(folder: string, { journals, pages, recordsEach }: (typeof SHAPES)[number]): Promise<void> {
	const ledger = await openLedger({ folder, onReport });
	for (let made = 0; made < journals; made++)
		await ledger.keep({ pages: new JournalMaker().pages(pages / journals, recordsEach) }, { durable: false });
	await ledger.close();
}

async function measure(folder: string): Promise<void> {
	const bare = process.memoryUsage.rss();
	const start = performance.now();
	const ledger = await openLedger({ folder, onReport });
	const opened = performance.now();
	let [records, longest] = [0, 0];
	await ledger.records((batch) => {
		const before = performance.now();
		for (let at = 0; at < batch.length; at++) if ((batch.exponent[at] ?? 0) > 0) records++;
		longest = Math.max(longest, performance.now() - before);
	});
	const end = performance.now();
	await ledger.close();
	const peak = process.resourceUsage().maxRSS / 1_024;
	const ms = (from: number, to: number): string => `${Math.round(to - from)} ms`;
	console.log(
		`  open ${ms(start, opened)}, records ${ms(opened, end)}, in all ${ms(start, end)} for ${records} records; ` +
			`memory of the process ${Math.round(peak)} MiB at most, ${Math.round(bare / MIB)} MiB before`,
	);
}

const [, self = "", folderToMeasure] = process.argv;
if (folderToMeasure !== undefined) await measure(folderToMeasure);
else
	for (const shape of SHAPES) {
		const folder = mkdtempSync(join(tmpdir(), "ledger-"));
		await fill(folder, shape);
		const { size } = statSync(join(folder, "ledger.sqlite"));
		console.log(`${shape.pages} pages of ${shape.recordsEach} in ${shape.journals} journals, ${Math.round(size / MIB)} MiB`);
		for (let run = 0; run < 3; run++) spawnSync(process.execPath, [self, folder], { stdio: "inherit" });
		rmSync(folder, { recursive: true });
	}
