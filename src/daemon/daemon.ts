// A running node: the composition, the only file that sees every folder. A failure of ours ends the process; a peer's fault never does.
import { join } from "node:path";
import type { NodeConfig } from "../config.ts";
import { Core } from "../core/core.ts";
import type { Input } from "../core/core.ts";
import type { NodeControl, NodeView } from "../dashboard/contract.ts";
import { startNodeHttp } from "../dashboard/serve.ts";
import type { RunningHttp } from "../dashboard/serve.ts";
import type { Engine } from "../engine/engine.ts";
import { createEngine } from "../engine/create-engine.ts";
import { openIdentity } from "../ledger/identity.ts";
import type { Identity } from "../ledger/identity.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openLedger } from "../ledger/open-ledger.ts";
import { parseMessage } from "../protocol/messages/parse.ts";
import { TIMING } from "../protocol/routines.ts";
import { refutes } from "../search/exponents.ts";
import { dividesMersenne } from "../search/factor.ts";
import { Transport } from "../transport/transport.ts";
import { Checker } from "./checker.ts";
import { Chronicle } from "./chronicle.ts";
import { SystemClock } from "./clock.ts";
import { Diary } from "./diary.ts";
import { EngineWork } from "./engine-work.ts";
import type { Logger } from "./log.ts";
import { Keeper, rememberedBy } from "./keeper.ts";
import { nodeName } from "./names.ts";
import { Performer } from "./performer.ts";
import { Signer } from "./signer.ts";
import { createView } from "./view.ts";
import { aboveOf } from "./snapshot.ts";

/** How often a search that finds nothing says that it goes on. */
const REPORT_EVERY_MS = 60_000;
const LOOK_IF_DONE_MS = 100;
/** Tests asked for at once, for each that can run: the engine's processes never wait for the next one. */
const ASKED_AHEAD = 4;

interface DaemonDependencies {
	readonly log: Logger;
	readonly ledger: Ledger;
	readonly identity: Identity;
	readonly engines: readonly [search: Engine, claims: Engine];
}

export class Daemon {
	readonly #config: NodeConfig;
	readonly #id: number;
	readonly #name: string;
	readonly #core: Core;
	readonly #performer: Performer;
	readonly #transport: Transport;
	readonly #engines: readonly [search: Engine, claims: Engine];
	readonly #work: EngineWork;
	readonly #ledger: Ledger;
	readonly #identity: Identity;
	readonly #keeper: Keeper;
	readonly #chronicle = new Chronicle();
	readonly #clock = new SystemClock();
	readonly #diary: Diary;
	readonly #startedAt = this.#clock.now();
	#http: RunningHttp | null = null;
	#stopped: Promise<void> | null = null;
	#reporting: NodeJS.Timeout | undefined;

	/** Opens the engine, listens, and joins the network; rejects with the system's error where it cannot listen or write. */
	static async start(config: NodeConfig, dependencies: { readonly log: Logger }): Promise<Daemon> {
		const dataDir = join(config["data-dir"], `node-${config.id ?? config.port}`);
		const onLog = (line: string): void => dependencies.log.warn({ engine: line }, "engine");
		const onReport = (line: string): void => dependencies.log.warn({ ledger: line }, "ledger");
		const ledger = await openLedger({ folder: dataDir, onReport });
		try {
			const identity = openIdentity({ folder: dataDir, onReport });
			const engine = await createEngine({ workers: config.workers, threads: config.threads, dataDir, onLog });
			const checkEngine = await createEngine({ workers: 1, threads: 1, dataDir: join(dataDir, "claims"), onLog });
			const daemon = new Daemon(config, { ...dependencies, ledger, identity, engines: [engine, checkEngine] });
			await daemon.#open();
			return daemon;
		} catch (error) {
			await ledger.close();
			throw error;
		}
	}

	private constructor(config: NodeConfig, dependencies: DaemonDependencies) {
		const { log, ledger, identity, engines } = dependencies;
		this.#config = config;
		this.#ledger = ledger;
		this.#identity = identity;
		this.#id = config.id ?? config.port;
		this.#name = config.name ?? nodeName(this.#id);
		this.#engines = engines;
		this.#diary = new Diary({ log, chronicle: this.#chronicle, now: this.#clock.now });
		this.#core = this.#createCore();
		this.#transport = this.#createTransport();
		this.#work = this.#createWork();
		const transport = this.#transport;
		const feed = (input: Input): void => this.#performer.feed(input);
		this.#keeper = new Keeper({ ledger, feed, onReadFailure: (error) => this.#diary.write("ledger", { ledger: error.message }) });
		this.#performer = new Performer(this.#core, {
			ports: {
				clock: this.#clock,
				engine: this.#work,
				ledger: this.#keeper,
				crypto: new Signer({ identity, feed }),
				transport: {
					send: (to, message, urgency) =>
						transport.send(
							to.map(({ link }) => link),
							message,
							urgency,
						),
					dial: (address) => transport.dial(address),
					trust: (link) => transport.trust(link),
					hangUp: (link, reason) => transport.hangUp(link, reason),
					ban: (host, forMs) => transport.ban(host, performance.now() + forMs),
				},
			},
			observer: this.#diary,
		});
	}

	/** Resolves when the hunt has an end, it is reached, and the peers know it. */
	get done(): Promise<void> {
		return new Promise((resolve) => {
			const look = setInterval(() => {
				if (!this.#core.isDone) return;
				clearInterval(look);
				resolve();
			}, LOOK_IF_DONE_MS).unref();
		});
	}

	/** Announces nothing more, saves tests under way, flushes and closes everything; any number of times. */
	stop(): Promise<void> {
		this.#stopped ??= this.#close();
		return this.#stopped;
	}

	#createCore(): Core {
		const config = this.#config;
		return new Core(
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
				search: config.search,
				hunt: {
					key: this.#identity.publicKey,
					from: config.from,
					to: config.to,
					workers: config.workers,
					testsAtOnce: config.workers * ASKED_AHEAD,
					doubleCheck: config["double-check"],
				},
			},
			{ random: Math.random, refutes, isFactor: dividesMersenne, secondsATest: (exponent) => this.#engines[0].estimateSeconds(exponent) },
		);
	}

	#createTransport(): Transport {
		const config = this.#config;
		const limits = {
			linkLimit: config["max-links"],
			lineLimitBytes: config["max-line-kib"] * 1_024,
			linkQueueLimitBytes: config["max-queue-kib"] * 1_024,
		};
		return new Transport(
			{ host: config.host, port: config.port, limits },
			{
				opened: (opened) => this.#performer.feed({ type: "opened", opened }),
				dialFailed: (address, reason) => this.#performer.feed({ type: "dial-failed", address, reason }),
				line: (link, line) => this.#performer.feed({ type: "received", link, received: parseMessage(line) }),
				fault: (link, code) => this.#performer.feed({ type: "received", link, received: { kind: "fault", fault: { code } } }),
				closed: (link, reason) => {
					this.#chronicle.counts.links_closed++;
					this.#performer.feed({ type: "closed", link, reason });
				},
				refused: (host, reason) => this.#diary.write("connection-refused", { host, reason }),
			},
		);
	}

	#createWork(): EngineWork {
		const [engine, checkEngine] = this.#engines;
		const checker = new Checker({
			engine: checkEngine,
			onFailure: (error) => {
				// A check that the end of the node cut off is no failure.
				if (this.#stopped === null) this.#diary.write("check-failed", { err: error });
			},
		});
		return new EngineWork({
			engine,
			checker,
			events: {
				answered: (answer) => this.#performer.feed(answer),
				failed: (error) => this.#diary.write("search-failed", { err: error }),
				verdict: (exponent, verdict) => this.#performer.feed({ type: "verdict", exponent, verdict }),
				broken: (error) => {
					setImmediate(() => {
						throw error;
					});
				},
			},
		});
	}

	async #open(): Promise<void> {
		const listening = await this.#transport.listen();
		const { http } = this.#config;
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
		this.#diary.write("listening", { ...listening, name: this.#name, http: this.#http?.url ?? null, key: this.#identity.publicKey });
		this.#performer.feed({ type: "start", remembered: rememberedBy(this.#ledger, this.#identity.isNew) });
		await this.#keeper.tellRecords();
		this.#reporting = setInterval(() => this.#report(), REPORT_EVERY_MS).unref();
	}

	async #close(): Promise<void> {
		clearInterval(this.#reporting);
		this.#performer.stop();
		this.#clock.stop();
		this.#work.rest();
		await Promise.all([this.#transport.stop(), this.#http?.close(), ...this.#engines.map((engine) => engine.close())]);
		await this.#ledger.close();
		this.#diary.write("stopped", {});
	}

	/** Finds become rare: a sign of life for who reads the log. */
	#report(): void {
		const above = aboveOf(this.#core);
		const exponent = this.#work.testing().find(({ purpose }) => purpose === "search")?.exponent ?? null;
		if (above === null) return;
		this.#diary.write("searching", { above, exponent, tests_done: this.#work.testsDone, squarings: this.#squarings() });
	}

	#view(): NodeView {
		return createView({
			name: this.#name,
			id: this.#id,
			port: this.#config.port,
			workers: this.#config.workers,
			staleAfterMs: this.#config["stale-after"],
			startedAt: this.#startedAt,
			core: this.#core,
			chronicle: this.#chronicle,
			work: this.#work,
			squarings: () => this.#squarings(),
			transportStats: () => this.#transport.stats(),
		});
	}

	#control(): NodeControl {
		return {
			sleep: () => this.#performer.feed({ type: "sleep" }),
			wakeUp: () => this.#performer.feed({ type: "wake-up" }),
			reset: () => this.#performer.feed({ type: "reset" }),
		};
	}

	#squarings(): number {
		return this.#engines.reduce((sum, engine) => sum + engine.squarings(), 0);
	}
}
