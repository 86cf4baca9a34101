// How long the judge waits for what, each with its reason. What a node promises in seconds of its own are the periods (options).

/** The periods that the node on trial goes by. */
export interface Periods {
	readonly pingEveryMs: number;
	readonly evictEveryMs: number;
	readonly staleAfterMs: number;
	readonly generateEveryMs: number;
}

/** From its start until it listens: interpreters and compilers are slow where many begin at once. */
export const START_MS = 20_000;
/** What a node does at once: an answer, a copy, a hang-up. Only a node that does not do it uses it up. */
export const PROMPT_MS = 3_000;
/** What should not be said has not been said, so long after the answer to a later PING. */
export const QUIET_MS = 300;
/** By so much a routine may be late on a busy machine. */
export const LATE_MS = 1_500;
/** The routines of a node begin so late at most. */
export const JITTER_MS = 2_000;
/** A period may be so much shorter or longer than it should, besides being late. */
export const LEAST_PERIOD = 0.6;
export const MOST_PERIOD = 1.4;

/** A link on which nothing valid came is closed after so long: no option of a node. */
export const FIRST_MESSAGE_MS = 10_000;
/** So often a node hands its largest prime to a peer that has not told of it. */
export const CATCH_UP_EVERY_MS = 30_000;
/** A configured peer that closed its link is dialled again by then. */
export const REDIAL_MS = 10_000;
/** The longest pause between two dials of a configured peer. */
export const LONGEST_PAUSE_MS = 30_000;
/** Until a node that has met itself would have dialled again. */
export const FORGOTTEN_MS = 5_000;

/** The end that a node is asked for before it is made to. */
export const END_MS = 1_000;
/** Nothing on trial takes longer, whatever it does. */
export const TRIAL_MS = 110_000;
/** Of a line, and of what a node writes to stderr, so much is kept. */
export const LINE_BYTES = 1_048_576;
export const STDERR_CHARACTERS = 4_096;
