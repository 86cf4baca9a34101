// Keeps pages of two journals for ever, several at once, and prints each as soon as it is acknowledged: to be killed.
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { JournalMaker } from "./journal-maker.ts";

const ledger = await openLedger({ folder: process.argv[2] ?? "", onReport: (line) => console.log(`report ${line}`) });
const makers = [new JournalMaker(), new JournalMaker()];

async function keep(at: number): Promise<void> {
	const pages = makers.flatMap((maker) => maker.pages(1, at % 7 === 0 ? 400 : 5));
	await ledger.keep({ pages, lease: at, notes: { [`note ${at}`]: "" } }, { durable: at % 3 > 0 });
	for (const { page, hash } of pages) console.log(`kept ${page.key} ${page.seq} ${hash}`);
	console.log(`lease ${at}`);
}

for (let at = 1; ;) {
	const several = Array.from({ length: 1 + (at % 5) }, () => keep(at++));
	await Promise.all(several);
}
