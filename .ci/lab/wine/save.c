/*
 * Saves a credential for the network, as cmdkey /add does: save HOST USER, with
 * the password on the standard input in UTF-8.
 */
#include <windows.h>
#include <wincred.h>
#include <stdio.h>
#include <string.h>

int wmain(int argc, WCHAR **argv)
{
	char line[256];
	WCHAR password[256];
	CREDENTIALW c = {.Type = CRED_TYPE_DOMAIN_PASSWORD, .Persist = CRED_PERSIST_LOCAL_MACHINE};

	if (argc != 3 || !fgets(line, sizeof line, stdin))
		return 2;
	line[strcspn(line, "\r\n")] = 0;
	MultiByteToWideChar(CP_UTF8, 0, line, -1, password, 256);
	c.TargetName = argv[1];
	c.UserName = argv[2];
	c.CredentialBlob = (BYTE *)password;
	c.CredentialBlobSize = lstrlenW(password) * sizeof(WCHAR);
	return CredWriteW(&c, 0) ? 0 : 1;
}
