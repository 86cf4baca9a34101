// Locks a folder, says so or why not, keeps nothing of the lock, and goes on until it is killed.
import { lockFolder } from "../../src/ledger/folder-lock.ts";

try {
	lockFolder(process.argv[2] ?? "");
	console.log("locked");
} catch (error) {
	console.log(`refused ${(error as Error).message}`);
}
process.stdin.resume();
