// Every limit of the transport, with the reason for its value; an operator may override the ones in TransportLimits.
// Together they bound what a stranger can cost: about 128 links of 1 MiB, of which 64 MiB at most are queued at once.

/** Longest line in bytes, without its `\n`: 400 times a PRIME, room for digests, and still parsed in under a millisecond. */
export const LINE_LIMIT_BYTES = 64 * 1024;

/** Longest line of a peer that has not yet spoken one valid message: the six fields need 200 bytes. */
export const UNTRUSTED_LINE_LIMIT_BYTES = 4 * 1024;

/** Unsent bytes for one link, each line's overhead included: what a peer that stalls for a few seconds may miss, what a peer that never reads may cost. */
export const LINK_QUEUE_LIMIT_BYTES = 1024 * 1024;

/** Unsent bytes for all links together: half of what all could claim, so that many slow readers at once cannot exhaust a small machine. */
export const TOTAL_QUEUE_LIMIT_BYTES = 64 * 1024 * 1024;

/** What a queued line takes besides its bytes (string, object, place in the queue), measured: short lines would cost twice the cap without it. */
export const QUEUED_LINE_OVERHEAD_BYTES = 112;

/** A peer that takes nothing for this long is as good as gone: two missed pings. */
export const DRAIN_TIMEOUT_MS = 10_000;

/** Two round trips to anywhere, a lost SYN and its first two repetitions (1 s, 3 s). */
export const DIAL_TIMEOUT_MS = 5_000;

/** The time to write out what is queued when a link or the whole transport ends: one round trip to anywhere. */
export const FLUSH_TIMEOUT_MS = 500;

/** Connections in all, whoever began them, those still being dialled included. */
export const LINK_LIMIT = 128;

/** Of these, the ones that only our own dials may take: strangers who fill the rest must not cut us off from the peers that we chose. At most half. */
export const LINKS_KEPT_FOR_DIALS = 16;

/** New connections a second from one source; a peer needs one, its restarts a few. */
export const INBOUND_PER_SECOND = 5;

/** Accepted connections that have not spoken one valid message. A dialler speaks first and at once, so few are ever waiting. */
export const SILENT_LINK_LIMIT = 10;

/** Sources whose rate of new connections is remembered: at 5 a second each, far more than can be accepted in that second. */
export const SOURCES_REMEMBERED = 1024;

/** Banned hosts remembered; the oldest gives way. About 1 MiB. */
export const BANNED_HOSTS_LIMIT = 10_000;

/** Connections that the kernel may hold for us: as many as we could take. */
export const LISTEN_BACKLOG_LINKS = LINK_LIMIT;

/** When the kernel begins to ask a quiet peer: soon enough to keep a router's table entry, rarely enough to be no traffic. */
export const KEEP_ALIVE_DELAY_MS = 20_000;

/** Written at once, and then nothing more until the kernel took it: large enough to be quick, small enough for a PONG not to wait long. */
export const WRITE_BATCH_BYTES = 16 * 1024;

/** All peers' lines together may hold the event loop for about this long before timers and other sockets have their turn. */
export const READ_TURN_MS = 8;

/** One link's share of a turn while others wait. */
export const READ_SLICE_MS = 1;

/** Lines between two looks at the clock: a look costs a thirtieth of a line, the dearest sixteen lines a few milliseconds. */
export const LINES_BETWEEN_CLOCK_READS = 16;

/** The limits that an operator or a test may change. */
export interface TransportLimits {
	readonly lineLimitBytes: number;
	readonly untrustedLineLimitBytes: number;
	readonly linkQueueLimitBytes: number;
	readonly totalQueueLimitBytes: number;
	readonly drainTimeoutMs: number;
	readonly dialTimeoutMs: number;
	readonly flushTimeoutMs: number;
	readonly linkLimit: number;
	readonly linksKeptForDials: number;
	readonly inboundPerSecond: number;
	readonly silentLinkLimit: number;
	readonly bannedHostsLimit: number;
	/** A machine's own processes are not counted by the inbound limits and never banned; false where a proxy brings strangers in by loopback. */
	readonly loopbackExempt: boolean;
}

export const DEFAULT_LIMITS: TransportLimits = {
	lineLimitBytes: LINE_LIMIT_BYTES,
	untrustedLineLimitBytes: UNTRUSTED_LINE_LIMIT_BYTES,
	linkQueueLimitBytes: LINK_QUEUE_LIMIT_BYTES,
	totalQueueLimitBytes: TOTAL_QUEUE_LIMIT_BYTES,
	drainTimeoutMs: DRAIN_TIMEOUT_MS,
	dialTimeoutMs: DIAL_TIMEOUT_MS,
	flushTimeoutMs: FLUSH_TIMEOUT_MS,
	linkLimit: LINK_LIMIT,
	linksKeptForDials: LINKS_KEPT_FOR_DIALS,
	inboundPerSecond: INBOUND_PER_SECOND,
	silentLinkLimit: SILENT_LINK_LIMIT,
	bannedHostsLimit: BANNED_HOSTS_LIMIT,
	loopbackExempt: true,
};
