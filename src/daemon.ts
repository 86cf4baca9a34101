// A running node: the only file that sees every folder. Feeds one input to the protocol core, performs its outputs in order,
// re-arms one timer. A failure of ours ends the process; a peer's fault never does.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { NodeConfig } from "./config.ts";
import { Checker } from "./daemon/checker.ts";
import { Journal, count } from "./daemon/journal.ts";
import type { Logger } from "./daemon/log.ts";
import { nodeName } from "./daemon/names.ts";
import { Searcher } from "./daemon/searcher.ts";
import { seconds, snapshot } from "./daemon/snapshot.ts";
import type { NodeControl, NodeCounters, NodeView } from "./dashboard/contract.ts";
import { startNodeHttp } from "./dashboard/serve.ts";
import type { RunningHttp } from "./dashboard/serve.ts";
import type { Engine } from "./engine/engine.ts";
import { createEngine } from "./engine/pool.ts";
import { parseAddress } from "./protocol/address.ts";
import type { Input, Output } from "./protocol/events.ts";
import { parseMessage } from "./protocol/message.ts";
import type { Message } from "./protocol/message.ts";
import { Node } from "./protocol/node.ts";
import { TIMING } from "./protocol/routines.ts";
import { refutes } from "./search/exponents.ts";
import { Transport } from "./transport/transport.ts";

export class Daemon {
	readonly #config: NodeConfig;
	readonly #id: number;
	readonly #log: Logger;
	readonly #node: Node;
	readonly #transport: Transport;
	readonly #engine: Engine;
	readonly #checkEngine: Engine;
	readonly #searcher: Searcher;
	readonly #checker: Checker;
	readonly #journal = new Journal();
	readonly #startedAt = now();
	#http: RunningHttp | null = null;
	#timer: NodeJS.Timeout | null = null;
	#rearming: NodeJS.Immediate | null = null;
	#stopped: Promise<void> | null = null;
	#reporting: NodeJS.Timeout | undefined;

	/** Opens the engine, listens, and joins the network; rejects with the system's error where it cannot listen or write. */
	static async start(config: NodeConfig, dependencies: { readonly log: Logger }): Promise<Daemon> {
		const id = config.id ?? config.port;
		const dataDir = join(config["data-dir"], `node-${id}`);
		mkdirSync(dataDir, { recursive: true });
		const onLog = (line: string): void => dependencies.log.warn({ engine: line }, "engine");
		const engine = await createEngine({ workers: config.workers, threads: config.threads, dataDir, onLog });
		const checkEngine = await createEngine({ workers: 1, threads: 1, dataDir: join(dataDir, "claims"), onLog });
		const daemon = new Daemon(config, { ...dependencies, engine, checkEngine });
		await daemon.#open();
		return daemon;
	}

	private constructor(config: NodeConfig, dependencies: { readonly log: Logger; readonly engine: Engine; readonly checkEngine: Engine }) {
		this.#config = config;
		this.#id = config.id ?? config.port;
		this.#log = dependencies.log;
		this.#engine = dependencies.engine;
		this.#checkEngine = dependencies.checkEngine;
		this.#node = new Node(
			{
				id: this.#id,
				peers: config.peers,
				advertise: config.advertise,
				timing: {
					...TIMING,
					generateEveryMs: config["generate-every"],
					pingEveryMs: config["ping-every"],
					evictEveryMs: config["evict-every"],
					staleAfterMs: config["stale-after"],
				},
				primeTtl: config["prime-ttl"],
				firstMessageId: Math.floor(Date.now()),
				searches: config.workers > 0,
			},
			{ random: Math.random, refutes },
		);
		this.#transport = new Transport(
			{
				host: config.host,
				port: config.port,
				limits: {
					linkLimit: config["max-links"],
					lineLimitBytes: config["max-line-kib"] * 1_024,
					linkQueueLimitBytes: config["max-queue-kib"] * 1_024,
				},
			},
			{
				opened: (opened) => this.#feed({ type: "opened", opened }),
				dialFailed: (address, reason) => this.#feed({ type: "dial-failed", address, reason }),
				line: (link, line) => this.#feed({ type: "received", link, received: parseMessage(line) }),
				fault: (link, code) => this.#feed({ type: "received", link, received: { kind: "fault", fault: { code } } }),
				closed: (link, reason) => {
					this.#journal.counts.links_closed++;
					this.#feed({ type: "closed", link, reason });
				},
				refused: (host, reason) => this.#log.debug({ host, reason }, "connection refused"),
			},
		);
		this.#searcher = new Searcher({
			engine: this.#engine,
			events: {
				found: (exponent) => this.#feed({ type: "found", exponent }),
				failed: (error) => {
					this.#log.error({ err: error }, "search failed");
					this.#feed({ type: "search-failed" });
				},
			},
		});
		this.#checker = new Checker({
			engine: this.#checkEngine,
			onFailure: (error) => {
				// A check that the end of the node cut off is no failure.
				if (this.#stopped === null) this.#log.error({ err: error }, "check failed");
			},
		});
	}

	/** Announces nothing more, saves tests under way, flushes and closes everything; any number of times. */
	stop(): Promise<void> {
		this.#stopped ??= this.#close();
		return this.#stopped;
	}

	async #open(): Promise<void> {
		const listening = await this.#transport.listen();
		const { http, name } = this.#config;
		try {
			if (http !== null)
				this.#http = await startNodeHttp({
					host: this.#config["http-host"],
					port: http,
					allowedHosts: this.#config["http-allow"],
					peerUrls: this.#config["http-peers"],
					view: this.#view(),
					control: this.#control(),
				});
		} catch (error) {
			await this.stop();
			throw error;
		}
		this.#log.info({ ...listening, name: name ?? nodeName(this.#id), http: this.#http?.url ?? null }, "listening");
		this.#feed({ type: "start" });
		this.#reporting = setInterval(() => this.#report(), REPORT_EVERY_MS).unref();
	}

	async #close(): Promise<void> {
		clearInterval(this.#reporting);
		if (this.#timer !== null) clearTimeout(this.#timer);
		if (this.#rearming !== null) clearImmediate(this.#rearming);
		this.#searcher.rest();
		await Promise.all([this.#transport.stop(), this.#http?.close(), this.#engine.close(), this.#checkEngine.close()]);
		this.#log.info("node stopped");
	}

	/** Finds become rare: a sign of life for who reads the log. */
	#report(): void {
		const { above, testsDone } = this.#searcher;
		const exponent = this.#searcher.testing()[0]?.exponent ?? null;
		if (above !== null) this.#log.info({ above, exponent, tests_done: testsDone, squarings: this.#squarings() }, "searching");
	}

	#feed(input: Input): void {
		if (this.#stopped !== null) return;
		for (const output of this.#node.handle(now(), input)) this.#perform(output);
		this.#rearming ??= setImmediate(() => this.#rearm());
	}

	/** The timer fires in its own phase of the loop; what the sockets hold is read before the core is asked who is silent. */
	#rearm(): void {
		this.#rearming = null;
		if (this.#timer !== null) clearTimeout(this.#timer);
		const waitMs = Math.min(this.#node.wakeAt() - now(), LONGEST_TIMER_MS);
		this.#timer = setTimeout(() => setImmediate(() => this.#feed({ type: "wake" })), Math.max(waitMs, 0));
	}

	#perform(output: Output): void {
		switch (output.type) {
			case "record":
				return this.#journal.discovered({ exponent: output.exponent, finder: output.finder, timestamp: seconds(now()) });
			case "send":
				return this.#send(output.links, output.message);
			case "dial":
				return this.#transport.dial(output.address);
			case "trust":
				this.#journal.counts.links_opened++;
				return this.#transport.trust(output.link);
			case "hang-up":
				return this.#transport.hangUp(output.link, output.reason);
			case "ban":
				return this.#transport.ban(output.host, performance.now() + output.forMs);
			case "search":
				return this.#searcher.search(output.above);
			case "rest":
				return this.#searcher.rest();
			case "check":
				return this.#check(output.exponent);
			case "heard":
				return this.#heard(output.message, output.duplicate);
			case "fault":
				count(this.#journal.counts.faults, output.fault.code);
				return this.#journal.add({
					error: Object.values(output.fault).join(" "),
					timestamp: seconds(now()),
					received: true,
					...(output.peer === null ? {} : { peer: output.peer }),
				});
			case "log":
				if (output.event === "peer evicted") this.#journal.counts.evictions++;
				if (output.event === "prime found") this.#journal.counts.primes_found++;
				if (output.event === "claim refuted") this.#journal.counts.claims_refuted++;
				if (output.event === "node reset") this.#journal.clear();
				return this.#log[output.level](output.facts, output.event);
		}
	}

	#send(links: readonly number[], message: Message): void {
		this.#transport.send(links, message, message.msg_type !== "PRIME");
		for (const id of links) {
			const link = this.#node.links.get(id);
			const peer = link?.peer ?? parseAddress(link?.address ?? "")?.port ?? 0;
			count(this.#journal.counts.messages_sent, message.msg_type);
			this.#journal.add({ ...message, timestamp: seconds(now()), peer });
			this.#log.debug({ peer, ...message }, "message sent");
		}
	}

	#heard(message: Message, duplicate: boolean): void {
		const peer = message.msg_forwarder;
		count(this.#journal.counts.messages_received, message.msg_type);
		if (duplicate) this.#journal.counts.duplicates++;
		this.#journal.add({ ...message, timestamp: seconds(now()), received: true, peer, ...(duplicate ? { duplicate } : {}) });
		this.#log.debug({ peer, duplicate, ...message }, "message received");
	}

	#check(exponent: number): void {
		this.#checker.check(exponent).then(
			(verdict) => this.#feed({ type: "verdict", exponent, verdict }),
			(error: unknown) => {
				// Nothing that check() foresaw: a fault of ours, which ends the process.
				setImmediate(() => {
					throw error;
				});
			},
		);
	}

	#view(): NodeView {
		const sources = {
			name: this.#config.name ?? nodeName(this.#id),
			id: this.#id,
			port: this.#config.port,
			workers: this.#config.workers,
			staleAfterMs: this.#config["stale-after"],
			startedAt: this.#startedAt,
			node: this.#node,
			journal: this.#journal,
			searcher: this.#searcher,
			checker: this.#checker,
			squarings: () => this.#squarings(),
		};
		return {
			state: () => snapshot(sources),
			messageLog: () => this.#journal.entries,
			counters: () => this.#counters(),
			onEntry: (listener) => this.#journal.onEntry(listener),
		};
	}

	#control(): NodeControl {
		return {
			sleep: () => this.#feed({ type: "sleep" }),
			wakeUp: () => this.#feed({ type: "wake-up" }),
			reset: () => this.#feed({ type: "reset" }),
		};
	}

	#counters(): NodeCounters {
		const { bytesReceived, bytesSent } = this.#transport.stats();
		return {
			...this.#journal.counts,
			bytes_received: bytesReceived,
			bytes_sent: bytesSent,
			tests_done: this.#searcher.testsDone + this.#checker.testsDone,
			squarings: this.#squarings(),
		};
	}

	#squarings(): number {
		return this.#engine.squarings() + this.#checkEngine.squarings();
	}
}

/** A clock that never goes back: milliseconds since 1970 at the start of the process, counted on from there. */
function now(): number {
	return performance.timeOrigin + performance.now();
}

/** How often a search that finds nothing says that it goes on. */
const REPORT_EVERY_MS = 60_000;

/** setTimeout takes no more than 2^31 - 1. */
const LONGEST_TIMER_MS = 86_400_000;
