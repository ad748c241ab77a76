#include <stdio.h>

int main(void)
{
	return puts("hail 0.1.0") < 0;
}
