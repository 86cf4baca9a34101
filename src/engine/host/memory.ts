// How much memory this machine has to give to what is only the faster for it.
import { totalmem } from "node:os";

/** The rest is for the system, other programs and the tests themselves. */
const SHARE = 1 / 4;
const MIB = 2 ** 20;

/** Of the machine, or of the container that this process is kept in. */
export function defaultMemoryMib(): number {
	// Unknown or without bounds it is 0 or larger than any memory.
	const allowed = process.constrainedMemory();
	return Math.floor((Math.min(totalmem(), allowed > 0 ? allowed : Number.POSITIVE_INFINITY) * SHARE) / MIB);
}
