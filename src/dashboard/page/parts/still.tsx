// Draws its children anew only when the stamp changed: what keeps a page of many parts cheap.
import { Component, type ComponentChild } from "preact";

interface StillProps {
	readonly stamp: string | number;
	readonly draw: () => ComponentChild;
}

export class Still extends Component<StillProps> {
	override shouldComponentUpdate(next: StillProps): boolean {
		return next.stamp !== this.props.stamp;
	}

	override render(): ComponentChild {
		return this.props.draw();
	}
}
