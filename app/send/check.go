package send

import (
	"bytes"
	"errors"
	"io"

	"numberserver/app/grammar"
	"numberserver/app/send/table"
)

// check checks pieces until there are no more.
func check(unchecked <-chan *piece, r rule) {
	for p := range unchecked {
		if p.table != nil {
			p.checkRows(r)
		} else {
			p.checkLines(r)
		}
		p.checked <- struct{}{}
	}
}

// checkLines finds the lines of the piece that can be sent. Where all of them
// can, which is what a file of numbers is made of, they are not even copied.
func (p *piece) checkLines(r rule) {
	valid := grammar.NumberLines(p.text)
	p.read = valid / grammar.Length
	p.lines = p.text[:valid]
	if valid == len(p.text) {
		return
	}
	p.mended = append(p.mended[:0], p.lines...)
	for rest := p.text[valid:]; len(rest) > 0 && p.flaw == nil; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		p.read++
		p.add(r, p.read, bytes.TrimSuffix(line, []byte("\r")))
	}
	p.lines = p.mended
}

// checkRows finds the numbers in the rows of the piece.
func (p *piece) checkRows(r rule) {
	p.read = bytes.Count(p.text, []byte("\n"))
	p.mended = p.mended[:0]
	for rows := p.table.Rows(p.text); p.flaw == nil; {
		value, line, err := rows.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			p.refuse(r, err)
			continue
		}
		p.add(r, line, value)
	}
	p.lines = p.mended
}

// refuse takes no number from a row that is none.
func (p *piece) refuse(r rule, err error) {
	var wrong *table.RowError
	if errors.As(err, &wrong) {
		p.leaveOut(r.skip && !wrong.Fatal, &flaw{wrong.Line, wrong.Err})
	}
}

// add takes a value by the rule.
func (p *piece) add(r rule, line int, value []byte) {
	var err error
	if p.mended, err = r.appendLine(p.mended, value); err != nil {
		p.leaveOut(r.skip, &flaw{line, err})
	}
}

// leaveOut leaves a line out if it may, and ends the piece otherwise.
func (p *piece) leaveOut(may bool, f *flaw) {
	if may {
		p.skipped++
		return
	}
	p.flaw = f
}
