// A node in the picture of the network: a circle with its number, or a lozenge where it is known from others alone.
import { nodeColour } from "../format.ts";
import type { NodeRecord } from "../model/node-record.ts";
import type { Stranger } from "../model/strangers.ts";
import { type Layout, type Place, RADIUS_FOR_NUMBER } from "./graph-layout.ts";

/** Of a name's letter. */
const LETTER_PIXELS = 6.2;
const NAME_LETTERS_MAX = 18;
const NAME_LETTERS_MIN = 4;

interface KnotProps {
	readonly id: number;
	readonly node: NodeRecord | undefined;
	readonly stranger: Stranger | undefined;
	readonly layout: Layout;
	readonly isDimmed: boolean;
	/** Where there is a card of it to be shown. */
	readonly onOpen: (() => void) | undefined;
}

export function Knot({ id, node, stranger, layout, isDimmed, onOpen }: KnotProps) {
	const { radius } = layout;
	const place = layout.places.get(id);
	if (place === undefined) return null;
	const condition = stranger === undefined ? conditionOf(node) : `stranger ${strangerCondition(stranger)}`;
	const [test] = node?.state?.testing ?? [];
	const share = test === undefined || test.iterations === 0 ? 0 : Math.min(1, test.iteration / test.iterations);
	const around = 2 * Math.PI * (radius + 4);
	const isSmall = radius < RADIUS_FOR_NUMBER;
	return (
		<g
			class={`knot ${condition}${isDimmed ? " dimmed" : ""}`}
			transform={`translate(${place.x} ${place.y})`}
			{...(onOpen === undefined
				? {}
				: {
						role: "button",
						tabindex: 0,
						onClick: onOpen,
						onKeyDown: (event: KeyboardEvent) => (event.key === "Enter" || event.key === " ") && onOpen(),
					})}
		>
			<title>{`${id} ${node === undefined || node.name === String(id) ? "" : node.name}: ${condition}`}</title>
			{stranger === undefined ? (
				<circle class="disc" r={radius} stroke={node === undefined ? "var(--line-strong)" : nodeColour(node.index)} />
			) : (
				<path class="disc" d={lozenge(radius + 5)} />
			)}
			{share > 0 && condition === "awake" && (
				<circle class="share" r={radius + 4} transform="rotate(-90)" stroke-dasharray={`${share * around} ${around}`} />
			)}
			<text class="id" x={isSmall ? place.outX * (radius + 25) : 0} y={isSmall ? place.outY * (radius + 14) : 0}>
				{id}
			</text>
			{condition === "asleep" && (
				<text class="sleepy" x={radius * 0.7} y={-radius * 0.8}>
					z
				</text>
			)}
			{!isSmall && <Name node={node} stranger={stranger} place={place} layout={layout} />}
		</g>
	);
}

/** As much of it as does not reach into the next one's; outside of the ellipse. */
function Name({ node, stranger, place, layout }: Pick<KnotProps, "node" | "stranger" | "layout"> & { readonly place: Place }) {
	const letters = Math.min(NAME_LETTERS_MAX, Math.floor(layout.nearest / LETTER_PIXELS) - 1);
	const name = stranger === undefined ? (node?.name ?? "") : "foreign";
	if (name === "" || name === String(node?.id) || letters < NAME_LETTERS_MIN) return null;
	return (
		<text class="name" y={(place.isUpper ? -1 : 1) * (layout.radius + 14)}>
			{name.length > letters ? `${name.slice(0, letters - 1)}…` : name}
		</text>
	);
}

function lozenge(reach: number): string {
	return `M0 ${-reach}L${reach} 0L0 ${reach}L${-reach} 0Z`;
}

export type Condition = "awake" | "asleep" | "stopped" | "unknown";

export function conditionOf(node: NodeRecord | undefined): Condition {
	if (node === undefined || node.reachable === null) return "unknown";
	if (!node.reachable) return "stopped";
	if (node.state === null) return "unknown";
	return node.state.awake ? "awake" : "asleep";
}

export function strangerCondition({ linked }: Stranger): "alive" | "gone" {
	return linked.length > 0 ? "alive" : "gone";
}
