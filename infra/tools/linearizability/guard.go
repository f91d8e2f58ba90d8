package main

import (
	"fmt"
	"math"

	"github.com/anishathalye/porcupine"
)

// History is what callers of a guard saw of one symbol, from a moment on at which nothing was reserved.
type History struct {
	Symbol string `json:"symbol"`
	// Cap is the most that may be reserved at once, in lots.
	Cap        int         `json:"cap"`
	Operations []Operation `json:"operations"`
}

// Operation is one call: a reservation of lots under an id, or the release of one. Times are in ns.
type Operation struct {
	Client int    `json:"client"`
	Kind   string `json:"kind"`
	ID     int    `json:"id"`
	Lots   int    `json:"lots"`
	Call   int64  `json:"call"`
	Return int64  `json:"return"`
	// Answer is "allowed" or "denied" by the cap, "released" or "absent"; "none": it may have been carried out. A release
	// that was sent again, because no answer came, finds its reservation absent where it was carried out the first time.
	Answer string `json:"answer"`
}

// mostReservations is how many a history may have: a state is a set of them.
const mostReservations = 256

type state struct {
	open     [mostReservations / 64]uint64
	reserved int
}

func (s state) has(id int) bool { return s.open[id/64]&(1<<(id%64)) != 0 }

// guardOf is the specification, and the history in Porcupine's terms. A call that got no answer may be carried out at any
// time after it; a reservation without an answer may also end at any time, since a guard that could not store it gives it back.
func guardOf(history History) (porcupine.Model, []porcupine.Operation) {
	lots := map[int]int{}
	var ops []porcupine.Operation
	for _, one := range history.Operations {
		if one.Kind == "reserve" {
			lots[one.ID] = one.Lots
		}
		if one.Answer == "none" {
			one.Return = math.MaxInt64
		}
		ops = append(ops, operationOf(one))
		if one.Kind == "reserve" && one.Answer == "none" {
			one.Kind = "end"
			ops = append(ops, operationOf(one))
		}
	}
	for index := range ops {
		ops[index].ClientId = index
	}
	step := func(current, input, _ any) (bool, any) {
		s, op := current.(state), input.(Operation)
		switch op.Kind {
		case "reserve":
			fits := s.reserved+op.Lots <= history.Cap
			if op.Answer == "denied" {
				return !fits, s
			}
			if !fits {
				return op.Answer == "none", s
			}
			s.open[op.ID/64] |= 1 << (op.ID % 64)
			s.reserved += op.Lots
			return true, s
		default:
			isOpen := s.has(op.ID)
			if isOpen {
				s.open[op.ID/64] &^= 1 << (op.ID % 64)
				s.reserved -= lots[op.ID]
			}
			return op.Answer != "released" || isOpen, s
		}
	}
	model := porcupine.Model{
		Init:              func() any { return state{} },
		Step:              step,
		DescribeOperation: func(input, _ any) string { return fmt.Sprintf("%+v", input) },
	}
	return model, ops
}

func operationOf(one Operation) porcupine.Operation {
	return porcupine.Operation{Input: one, Call: one.Call, Output: one.Answer, Return: one.Return}
}
