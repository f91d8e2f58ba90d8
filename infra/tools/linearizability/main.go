// linearizability reads histories of a risk guard, one in JSON on each line, and checks with Porcupine that each could be
// that of one guard which did everything one after the other. It prints each history that could not, and a summary.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

// longest is how long one history may be searched.
const longest = 20 * time.Second

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 64<<20)
	counts := map[porcupine.CheckResult]int{}
	operations := 0
	for lines.Scan() {
		var history History
		if err := json.Unmarshal(lines.Bytes(), &history); err != nil {
			fmt.Fprintf(os.Stderr, "history: expected one in JSON on each line, actual: %v\n", err)
			os.Exit(2)
		}
		model, ops := guardOf(history)
		operations += len(ops)
		result := porcupine.CheckOperationsTimeout(model, ops, longest)
		counts[result]++
		if result != porcupine.Ok {
			fmt.Printf("%s: %s\n", result, lines.Text())
		}
	}
	if err := lines.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	summary := map[string]int{
		"linearizable": counts[porcupine.Ok],
		"illegal":      counts[porcupine.Illegal],
		"unknown":      counts[porcupine.Unknown],
		"operations":   operations,
	}
	text, _ := json.Marshal(summary)
	fmt.Println(string(text))
}
