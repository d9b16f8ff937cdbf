#include "textflag.h"

// func prefetch(memory unsafe.Pointer, bits *uint32, count int)
TEXT ·prefetch(SB), NOSPLIT, $0-24
	MOVQ memory+0(FP), DI
	MOVQ bits+8(FP), SI
	MOVQ count+16(FP), CX

next:
	MOVL -4(SI)(CX*4), AX
	SHRL $3, AX // the byte that the bit is in
	PREFETCHT1 (DI)(AX*1)
	DECQ CX
	JNZ next
	RET
