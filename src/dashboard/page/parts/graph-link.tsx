// A link in the picture: alive, dead or cut, and over a cluster a button that cuts or mends it.
import type { LinkSight } from "../model/links.ts";
import { type Layout, laneBetween } from "./graph-layout.ts";

/** Half of the mark in the middle of a cut link. */
const MARK = 6;

interface GraphLinkProps {
	readonly link: LinkSight;
	readonly layout: Layout;
	readonly isCut: boolean;
	readonly isDimmed: boolean;
	readonly onPress: ((one: number, other: number) => void) | null;
}

export function GraphLink({ link: { one, other, deadSince }, layout, isCut, isDimmed, onPress }: GraphLinkProps) {
	const lane = laneBetween(layout, one, other, 0);
	if (lane === null) return null;
	const ends = { x1: lane.fromX, y1: lane.fromY, x2: lane.toX, y2: lane.toY };
	const middle = { x: (lane.fromX + lane.toX) / 2, y: (lane.fromY + lane.toY) / 2 };
	const state = isCut ? "cut" : deadSince === null ? "linked" : "no link any more";
	const press = onPress === null ? null : () => onPress(one, other);
	return (
		<g
			class={`edge${isDimmed ? " dimmed" : ""}`}
			{...(press === null
				? {}
				: {
						role: "button",
						tabindex: 0,
						"aria-label": `${isCut ? "Mend" : "Cut"} the link between ${one} and ${other}`,
						onClick: press,
						onKeyDown: (event: KeyboardEvent) => (event.key === "Enter" || event.key === " ") && press(),
					})}
		>
			<title>{`${one} and ${other}: ${state}${press === null ? "" : isCut ? "; press to mend it" : "; press to cut it"}`}</title>
			{press !== null && <line class="grip" {...ends} />}
			<line class={`link${deadSince === null ? "" : " dead"}${isCut ? " cut" : ""}`} {...ends} />
			{isCut && (
				<path
					class="cut-mark"
					d={`M${middle.x - MARK} ${middle.y - MARK}l${2 * MARK} ${2 * MARK}m${-2 * MARK} 0l${2 * MARK} ${-2 * MARK}`}
				/>
			)}
		</g>
	);
}
