#include "tests/kit/kit.h"

int main(int argc, char **argv) {
    return kit_main(argc, argv);
}
