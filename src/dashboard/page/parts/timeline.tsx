// Which primes were found by whom and when: one line for each node, time from left to right.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Discovery } from "../../contract.ts";
import { clock, duration, grouped, nodeColour } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";

const LANE_HEIGHT = 22;
/** Where there are many. */
const LANE_HEIGHT_LOW = 15;
const ROOMY_LANES = 5;
const LEFT = 64;
const RIGHT = 34;
const LABEL_ROOM = 16;
const DIGIT_WIDTH = 7;
const FINDERS_MAX = 24;
const SPAN_MIN_SECONDS = 60;

interface TimelineProps {
	readonly discoveries: readonly Discovery[];
	readonly nodes: readonly NodeRecord[];
	/** Unix seconds. */
	readonly now: number;
}

export function Timeline({ discoveries, nodes, now }: TimelineProps) {
	const box = useRef<HTMLDivElement>(null);
	const [width, setWidth] = useState(0);
	useEffect(() => {
		const observer = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
		if (box.current !== null) observer.observe(box.current);
		return () => observer.disconnect();
	}, []);
	const watched = nodes.flatMap(({ id }) => id ?? []);
	const finders = [...new Set([...watched, ...discoveries.map(({ finder }) => finder)])]
		.sort((one, other) => one - other)
		.slice(0, FINDERS_MAX);
	const laneHeight = finders.length <= ROOMY_LANES ? LANE_HEIGHT : LANE_HEIGHT_LOW;
	const start = Math.min(now - SPAN_MIN_SECONDS, ...discoveries.map((discovery) => discovery.timestamp));
	const x = (timestamp: number) => LEFT + ((timestamp - start) / (now - start)) * Math.max(0, width - LEFT - RIGHT);
	return (
		<figure class="timeline">
			<figcaption>
				Discoveries <strong>{discoveries.length}</strong>
				<span class="range">
					the last {duration(now - start)}, to {clock(now)}
				</span>
			</figcaption>
			<div ref={box}>
				{discoveries.length === 0 && <p class="empty">No prime is found yet: the first comes within seconds.</p>}
				<svg width={width} height={finders.length * laneHeight} aria-hidden="true">
					{finders.map((finder, lane) => (
						<Lane
							key={finder}
							finder={finder}
							colour={colourOf(finder, nodes)}
							y={(lane + 0.5) * laneHeight}
							width={width}
							x={x}
							discoveries={discoveries.filter((discovery) => discovery.finder === finder)}
						/>
					))}
				</svg>
				<ol class="for-readers" aria-label="Discoveries, the newest first">
					{discoveries
						.toReversed()
						.slice(0, 64)
						.map((discovery) => (
							<li key={discovery.exponent}>
								{`2 to the ${grouped(discovery.exponent)} minus 1, found by ${discovery.finder} at ${clock(discovery.timestamp)}`}
							</li>
						))}
				</ol>
			</div>
		</figure>
	);
}

interface LaneProps {
	readonly finder: number;
	readonly colour: string;
	readonly y: number;
	readonly width: number;
	readonly x: (timestamp: number) => number;
	readonly discoveries: readonly Discovery[];
}

/** A label is left out where it would reach into the next dot. */
function Lane({ finder, colour, y, width, x, discoveries }: LaneProps) {
	let next = Number.POSITIVE_INFINITY;
	const marks = discoveries
		.toSorted((one, other) => other.timestamp - one.timestamp)
		.map((discovery) => {
			const at = x(discovery.timestamp);
			const isLabelled = at + LABEL_ROOM + String(discovery.exponent).length * DIGIT_WIDTH <= next;
			next = at;
			return { discovery, at, isLabelled };
		});
	return (
		<g transform={`translate(0 ${y})`}>
			<line class="lane" x1={LEFT} x2={Math.max(LEFT, width - 4)} />
			<text class="finder" x="0">
				{finder}
			</text>
			{marks.map(({ discovery, at, isLabelled }) => (
				<g key={discovery.exponent}>
					<circle cx={at} r="5" fill={colour}>
						<title>{`M${discovery.exponent}, found by ${finder} at ${clock(discovery.timestamp)}`}</title>
					</circle>
					{isLabelled && (
						<text x={at + 8} class="exponent">
							{discovery.exponent}
						</text>
					)}
				</g>
			))}
		</g>
	);
}

function colourOf(finder: number, nodes: readonly NodeRecord[]): string {
	const node = nodes.find(({ id }) => id === finder);
	return node === undefined ? "var(--ink-soft)" : nodeColour(node.index);
}
