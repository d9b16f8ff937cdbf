//go:build !windows

#include "textflag.h"

// Every constant is the same in both halves of a register: a half is a line.

// What each byte of a line is compared with: ten bytes of a line, six that are not its own.
DATA line<>+0(SB)/8, $0x3030303030303030
DATA line<>+8(SB)/8, $0x0000000000000A30
GLOBL line<>(SB), RODATA|NOPTR, $16

// How far each byte may then be from that: nine from '0', none from the newline.
DATA limit<>+0(SB)/8, $0x0909090909090909
DATA limit<>+8(SB)/8, $0xFFFFFFFFFFFF0009
GLOBL limit<>(SB), RODATA|NOPTR, $16

// Weights that join digits to pairs; the ninth stays alone.
DATA tens<>+0(SB)/8, $0x010A010A010A010A
DATA tens<>+8(SB)/8, $0x0000000000000001
GLOBL tens<>(SB), RODATA|NOPTR, $16

// Weights that join pairs to fours.
DATA hundreds<>+0(SB)/8, $0x0001006400010064
DATA hundreds<>+8(SB)/8, $0x0000000000000001
GLOBL hundreds<>(SB), RODATA|NOPTR, $16

// Weights that join fours to eights, in two lines at once.
DATA myriads<>+0(SB)/8, $0x0000000100012710
DATA myriads<>+8(SB)/8, $0x0000000100012710
GLOBL myriads<>(SB), RODATA|NOPTR, $16

// PARSE loads lines at offsets LO and HI into the halves of a register, adds to
// Y15 whatever is wrong with them, and leaves in each half the first four digits,
// the next four, and the last one, as 32-bit words.
#define PARSE(LO, HI, Y, X) \
	VMOVDQU LO(SI), X \
	VINSERTI128 $1, HI(SI), Y, Y \
	VPXOR Y8, Y, Y \
	VPSUBUSB Y9, Y, Y14 \
	VPOR Y14, Y15, Y15 \
	VPMADDUBSW Y10, Y, Y \
	VPMADDWD Y11, Y, Y

// func parseAVX2(numbers *uint32, data *byte, blocks int) (done int)
TEXT ·parseAVX2(SB), NOSPLIT, $0-32
	MOVQ numbers+0(FP), DI
	MOVQ data+8(FP), SI
	MOVQ blocks+16(FP), CX
	XORQ AX, AX // blocks done
	VBROADCASTI128 line<>(SB), Y8
	VBROADCASTI128 limit<>(SB), Y9
	VBROADCASTI128 tens<>(SB), Y10
	VBROADCASTI128 hundreds<>(SB), Y11
	VBROADCASTI128 myriads<>(SB), Y12

block:
	CMPQ AX, CX
	JGE done
	VPXOR Y15, Y15, Y15
	PARSE(0, 40, Y0, X0)
	PARSE(10, 50, Y1, X1)
	PARSE(20, 60, Y2, X2)
	PARSE(30, 70, Y3, X3)
	VPTEST Y15, Y15
	JNZ done

	// Two lines to a half: eight digits and the last one of either.
	VPACKUSDW Y1, Y0, Y0
	VPACKUSDW Y3, Y2, Y2
	VPMADDWD Y12, Y0, Y0
	VPMADDWD Y12, Y2, Y2

	// All eights, all last digits, in the order of the lines: 10·eight + last.
	VSHUFPS $0x88, Y2, Y0, Y4
	VSHUFPS $0xDD, Y2, Y0, Y5
	VPSLLD $3, Y4, Y6
	VPADDD Y4, Y4, Y4
	VPADDD Y6, Y5, Y5
	VPADDD Y5, Y4, Y4
	VMOVDQU Y4, (DI)

	ADDQ $80, SI
	ADDQ $32, DI
	INCQ AX
	JMP block

done:
	VZEROUPPER
	MOVQ AX, done+24(FP)
	RET

// Divisors of formatAVX2 as multipliers, and what they stand for:
// n·0xD1B71759>>45 = n/10000 for any n below 2^32,
// n·5243>>19 = n/100 for any n below 10000, n·6554>>16 = n/10 for any n below 100.
DATA by10000<>+0(SB)/8, $0x00000000D1B71759
GLOBL by10000<>(SB), RODATA|NOPTR, $8
DATA times10000<>+0(SB)/8, $10000
GLOBL times10000<>(SB), RODATA|NOPTR, $8
DATA by100<>+0(SB)/2, $5243
GLOBL by100<>(SB), RODATA|NOPTR, $2
DATA times100<>+0(SB)/2, $100
GLOBL times100<>(SB), RODATA|NOPTR, $2
DATA by10<>+0(SB)/2, $6554
GLOBL by10<>(SB), RODATA|NOPTR, $2
DATA times10<>+0(SB)/2, $10
GLOBL times10<>(SB), RODATA|NOPTR, $2

// Moves the first digit, in byte 0, and the eight others, in bytes 8 to 15, to
// bytes 6 to 14 and clears the rest.
DATA arrange<>+0(SB)/8, $0x0800808080808080
DATA arrange<>+8(SB)/8, $0x800F0E0D0C0B0A09
GLOBL arrange<>(SB), RODATA|NOPTR, $16

// Makes digits of bytes 6 to 14 and a newline of byte 15.
DATA ascii<>+0(SB)/8, $0x3030000000000000
DATA ascii<>+8(SB)/8, $0x0A30303030303030
GLOBL ascii<>(SB), RODATA|NOPTR, $16

// DIGITS turns two numbers, the first digit and the others of each in a half of
// Y, into two lines at the ends of the halves, and finds in LOW and HIGH at which
// byte of its half each line starts: its first digit that is not 0, or its last.
#define DIGITS(Y, LOW, HIGH) \
	VPSHUFB Y14, Y, Y \
	VPCMPEQB Y7, Y, Y6 \
	VPADDB Y15, Y, Y \
	VPMOVMSKB Y6, HIGH \
	NOTL HIGH \
	ORL $0x40004000, HIGH \
	TZCNTL HIGH, LOW \
	SHRL $16, HIGH \
	TZCNTL HIGH, HIGH

// func formatAVX2(buffer *byte, end int, numbers *uint32, count int) (start int)
TEXT ·formatAVX2(SB), NOSPLIT, $0-40
	MOVQ buffer+0(FP), DI
	MOVQ end+8(FP), R8
	ADDQ DI, R8 // where the next line ends
	MOVQ numbers+16(FP), SI
	MOVQ count+24(FP), CX
	VPXOR Y7, Y7, Y7
	VPBROADCASTQ by10000<>(SB), Y8
	VPBROADCASTQ times10000<>(SB), Y9
	VPBROADCASTW by100<>(SB), Y10
	VPBROADCASTW times100<>(SB), Y11
	VPBROADCASTW by10<>(SB), Y12
	VPBROADCASTW times10<>(SB), Y13
	VBROADCASTI128 arrange<>(SB), Y14
	VBROADCASTI128 ascii<>(SB), Y15

block:
	SUBQ $4, CX
	JLT done
	VPMOVZXDQ (SI)(CX*4), Y0

	// The first digit to Y2, the next four to Y1, the last four to Y0.
	VPMULUDQ Y8, Y0, Y1
	VPSRLQ $45, Y1, Y1
	VPMULUDQ Y9, Y1, Y2
	VPSUBQ Y2, Y0, Y0
	VPMULUDQ Y8, Y1, Y2
	VPSRLQ $45, Y2, Y2
	VPMULUDQ Y9, Y2, Y3
	VPSUBQ Y3, Y1, Y1

	// Both fours side by side, split into pairs, then into digits.
	VPSLLQ $32, Y0, Y0
	VPOR Y1, Y0, Y0
	VPMULHUW Y10, Y0, Y1
	VPSRLW $3, Y1, Y1
	VPMULLW Y11, Y1, Y3
	VPSUBW Y3, Y0, Y0
	VPSLLD $16, Y0, Y0
	VPOR Y1, Y0, Y0
	VPMULHUW Y12, Y0, Y1
	VPMULLW Y13, Y1, Y3
	VPSUBW Y3, Y0, Y0
	VPSLLW $8, Y0, Y0
	VPOR Y1, Y0, Y0

	// Numbers 0 and 2 to Y3, 1 and 3 to Y4; stored from the last to the first.
	VPUNPCKLQDQ Y0, Y2, Y3
	VPUNPCKHQDQ Y0, Y2, Y4
	DIGITS(Y3, R9, R10)
	DIGITS(Y4, R11, R12)
	VEXTRACTI128 $1, Y4, -16(R8)
	LEAQ -16(R8)(R12*1), R8
	VEXTRACTI128 $1, Y3, -16(R8)
	LEAQ -16(R8)(R10*1), R8
	VMOVDQU X4, -16(R8)
	LEAQ -16(R8)(R11*1), R8
	VMOVDQU X3, -16(R8)
	LEAQ -16(R8)(R9*1), R8
	JMP block

done:
	VZEROUPPER
	SUBQ DI, R8
	MOVQ R8, start+32(FP)
	RET
