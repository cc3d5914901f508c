/* bcryptprimitives.dll, which Go's programs need and Wine 8 lacks. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T size)
{
	while (size) {
		ULONG n = size > 1 << 20 ? 1 << 20 : (ULONG)size;

		if (!SystemFunction036(bytes, n))
			return FALSE;
		bytes += n;
		size -= n;
	}
	return TRUE;
}
