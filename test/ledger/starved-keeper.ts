// Keeps pages until the disk has no room, once more to be refused again, and after a word on stdin all that was refused.
import { once } from "node:events";
import { type LedgerError } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import type { HashedPage } from "../../src/search/page.ts";
import { JournalMaker } from "./journal-maker.ts";

const ledger = await openLedger({ folder: process.argv[2] ?? "", onReport: (line) => console.log(`report ${line}`) });
const maker = new JournalMaker();

async function keep(hashed: HashedPage): Promise<void> {
	const { page, hash } = hashed;
	await ledger.keep({ pages: [hashed], notes: { [`note ${page.seq}`]: "" } });
	console.log(`kept ${page.key} ${page.seq} ${hash}`);
}

let [refused] = maker.pages(1, 500);
try {
	for (;;) {
		await keep(refused!);
		[refused] = maker.pages(1, 500);
	}
} catch (error) {
	const { code, message } = error as LedgerError;
	console.log(`refused ${code} ${message}`);
}
await keep(refused!).catch((error: LedgerError) => console.log(`refused again ${error.code}`));
await once(process.stdin, "data");
await keep(refused!);
await keep(maker.pages(1, 500)[0]!);
await ledger.close();
console.log("closed");
