import { describe, expect, test } from 'vitest';
import { plainTemplate } from './plain-template.ts';

describe('a Prometheus template as a sentence', () => {
  test.each([
    ['nothing live', 'nothing live'],
    ['{{ $labels.provider }} fails at {{ $value | humanizePercentage }}', '⟨provider⟩ fails at ⟨value⟩'],
    ['stalls{{ with $labels.job_id }}: {{ . }}{{ end }}.', 'stalls: ⟨job_id⟩.'],
    [
      'of {{ with printf "max(qt_x{job_id=\'%s\'})" $labels.job_id | query }}{{ . | first | value }}{{ end }} s',
      'of ⟨qt_x⟩ s',
    ],
    ['{{ with query "qt_x" }}{{ . | first }}{{ else }}some {{ $value }}{{ end }} ago', '⟨qt_x⟩ ago'],
  ])('%s', (template, sentence) => {
    expect(plainTemplate(template)).toBe(sentence);
  });
});
