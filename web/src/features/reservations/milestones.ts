/** The phases of a hold. Only the passage from one to the next is said aloud: a countdown read out each second helps nobody. */
export type Phase = 'running' | 'warning' | 'over';

export const WARNING_SECONDS = 20;

export const phaseOf = (secondsLeft: number): Phase => (secondsLeft === 0 ? 'over' : secondsLeft <= WARNING_SECONDS ? 'warning' : 'running');
