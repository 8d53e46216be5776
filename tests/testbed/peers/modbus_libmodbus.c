/* A Modbus TCP server on libmodbus: one connection after the other, as small devices do it. */
#include <modbus/modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **words) {
    if (count < 3) {
        fprintf(stderr, "usage: %s ADDRESS PORT\n", words[0]);
        return 2;
    }
    modbus_t *bus = modbus_new_tcp(words[1], atoi(words[2]));
    modbus_mapping_t *registers = modbus_mapping_new(16, 16, 64, 64);
    int listener = modbus_tcp_listen(bus, 4);
    if (listener < 0 || !registers) {
        perror("listen");
        return 1;
    }
    for (;;) {
        unsigned char request[MODBUS_TCP_MAX_ADU_LENGTH];
        if (modbus_tcp_accept(bus, &listener) < 0) continue;
        for (;;) {
            int size = modbus_receive(bus, request);
            if (size < 0) break;
            if (size > 0) modbus_reply(bus, request, size, registers);
        }
        modbus_close(bus);
    }
}
