// What the limits of the transport must be to one another, for each to do what its reason says.
import { expect, it } from "vitest";
import { PAGE_BYTES } from "../../src/search/page.ts";
import * as limits from "../../src/transport/limits.ts";

/** Room for the message around what it carries. */
const ENVELOPE_BYTES = 512;

it("bytes: a stranger's line is below a peer's, that below a link's queue, that below all queues", () => {
	expect(limits.UNTRUSTED_LINE_LIMIT_BYTES).toBeLessThan(limits.LINE_LIMIT_BYTES);
	expect(limits.LINE_LIMIT_BYTES + limits.QUEUED_LINE_OVERHEAD_BYTES).toBeLessThan(limits.LINK_QUEUE_LIMIT_BYTES);
	expect(limits.WRITE_BATCH_BYTES).toBeLessThan(limits.LINK_QUEUE_LIMIT_BYTES);
	expect(limits.LINK_QUEUE_LIMIT_BYTES).toBeLessThan(limits.TOTAL_QUEUE_LIMIT_BYTES);
	// Else the limit of all together could never be reached.
	expect(limits.TOTAL_QUEUE_LIMIT_BYTES).toBeLessThan(limits.LINK_LIMIT * limits.LINK_QUEUE_LIMIT_BYTES);
});

it("bytes: two pages of a journal and what is around them fit a line", () => {
	expect(2 * PAGE_BYTES + ENVELOPE_BYTES).toBeLessThanOrEqual(limits.LINE_LIMIT_BYTES);
});

it("links: strangers and our own dials leave room for each other", () => {
	expect(limits.LINKS_KEPT_FOR_DIALS).toBeLessThanOrEqual(limits.LINK_LIMIT / 2);
	expect(limits.SILENT_LINK_LIMIT).toBeLessThan(limits.LINK_LIMIT - limits.LINKS_KEPT_FOR_DIALS);
	expect(limits.INBOUND_PER_SECOND).toBeLessThanOrEqual(limits.SILENT_LINK_LIMIT);
	// Nobody gets a fresh allowance by making us forget his old one: all that can come in within a second are remembered.
	expect(limits.SOURCES_REMEMBERED).toBeGreaterThan(limits.LINK_LIMIT);
});

it("times: a goodbye is shorter than what counts as stalled, a slice shorter than a turn", () => {
	expect(limits.FLUSH_TIMEOUT_MS).toBeLessThan(limits.DRAIN_TIMEOUT_MS);
	expect(limits.READ_SLICE_MS).toBeLessThan(limits.READ_TURN_MS);
});
