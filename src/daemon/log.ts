// The daemon's log: pino JSON lines on stdout, each with the node's id, or what people are shown instead. Levels: debug for every message and dial,
// info for what changes the node's state, warn for what a peer did wrong or an operator should know, error for what failed here.
import pino, { type Logger } from "pino";

export type { Logger };

export interface DaemonLog {
	readonly log: Logger;
	/** Writes out what is buffered; nothing is lost at the end of the process. */
	readonly flush: () => void;
}

/** show: the line that is written for a line of JSON; both without their end. */
export function openLog(options: { readonly node: number; readonly level: string; readonly show?: (line: string) => string }): DaemonLog {
	// Not synchronous: a reader that stops reading must never stop the node.
	const destination = pino.destination({ dest: 1, sync: false });
	const { show } = options;
	const log = pino(
		{
			level: options.level,
			base: { node: options.node },
			timestamp: pino.stdTimeFunctions.isoTime,
			formatters: { level: (label) => ({ level: label }) },
		},
		show === undefined ? destination : { write: (line: string) => void destination.write(`${show(line.trimEnd())}\n`) },
	);
	destination.on("error", (error: NodeJS.ErrnoException) => {
		// Nobody reads any more, as in `gimps-node | head`: the node goes on without its log.
		if (error.code !== "EPIPE") throw error;
	});
	const flush = (): void => {
		try {
			destination.flushSync();
		} catch {
			// The destination is closed or was never opened: there is nothing to save.
		}
	};
	process.on("exit", flush);
	return { log, flush };
}
