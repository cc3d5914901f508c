// Package plain reads text from a third party line by line, whatever its encoding.
//
// In goes a file; out come lines in UTF-8, each bounded. It takes UTF-8, UTF-16 and
// UTF-32, with a mark or without; files that were put behind one another with marks
// in between; the zero bytes that a crash of the system leaves; and lines that end in
// CR alone. It has no error of its own: what is not text comes out as lines without
// meaning.
package plain
