// A node that another spoke with, as that one tells of it: how much, when last, and what was wrong.

export interface Acquaintance {
	/** null: all that did not say who they are. */
	readonly peer: number | null;
	/** Unix seconds of its last word; null before the first. */
	readonly heard: number | null;
	/** Unix seconds at which it was evicted for its silence; null where it was not, or is back. */
	readonly evicted: number | null;
	readonly messages_received: number;
	readonly messages_sent: number;
	/** The latest 16 kinds of what it did wrong, the newest last. */
	readonly faults: readonly { readonly error: string; readonly count: number; readonly last: number }[];
}
