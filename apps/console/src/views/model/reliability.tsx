import type { ReliabilityBin } from '@qt/contracts';
import { percent } from '../../format/words.ts';

/** Of the drawing, in its own units. */
const SIZE = 100;
const LARGEST = 4;

interface ReliabilityProps {
  readonly profile: string;
  readonly bins: readonly ReliabilityBin[];
}

/** Predicted against observed, the diagonal is honest: a dot's area is how often it was predicted. As a table as well. */
export function Reliability({ profile, bins }: ReliabilityProps) {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <>
      <svg
        class="reliability"
        viewBox={`-2 -2 ${SIZE + 4} ${SIZE + 4}`}
        role="img"
        aria-label={`Calibration of ${profile}: observed frequency by predicted probability, as in the table below`}
      >
        <path class="grid" d="M0 0V100H100 M25 0V100 M50 0V100 M75 0V100 M0 75H100 M0 50H100 M0 25H100" />
        <path class="honest" d="M0 100L100 0" />
        <polyline points={bins.map((bin) => `${x(bin)},${y(bin)}`).join(' ')} />
        {bins.map((bin) => (
          <circle
            key={bin.predicted}
            cx={x(bin)}
            cy={y(bin)}
            r={Math.max(0.8, LARGEST * Math.sqrt(bin.count / most))}
          />
        ))}
      </svg>
      <details>
        <summary>As a table</summary>
        <table>
          <thead>
            <tr>
              {['Predicted', 'Came true', 'Times'].map((title) => (
                <th key={title} scope="col" class="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bins.map(({ predicted, observed, count }) => (
              <tr key={predicted}>
                <td class="number">{percent(predicted)}</td>
                <td class="number">{percent(observed)}</td>
                <td class="number">{count.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

const x = ({ predicted }: ReliabilityBin) => predicted * SIZE;
const y = ({ observed }: ReliabilityBin) => (1 - observed) * SIZE;
