// For who reads no more, as in `gimps-node status | head`: the command ends without a word.
// A node goes on without a reader, and so does a cluster: they say so where they write.

/** Listens on the errors of stdout. */
export function endQuietly(error: NodeJS.ErrnoException): void {
	if (error.code !== "EPIPE") throw error;
	process.exit();
}
